/** Where everything stands in the scanner's memory: written by the builders of tables, read by the scan. All sizes are in bytes. */

/** The header: one word (4 bytes) each, at the beginning of the memory. */
export const EPOCH = 4
export const OBJECTS = 8
/** The output area: what is said about lines, as words. */
export const OUT_AT = 12
export const OUT_END = 16
export const OUT_NEXT = 20
/** Text with its escapes resolved and its letters folded; at least one and a half times as long as a block. */
export const SCRATCH_AT = 24
/** For each UTF-16 unit its case folding, two bytes each. */
export const FOLD_AT = 28
/** Rules whose witness was seen in the line; as many words as there are rules. */
export const TRIGGERED_AT = 32
/** Lines of the block that have been read. */
export const LINES = 36
/** The view for all lines, or 0 where lines name their log source (or none has been read yet). */
export const ONE_VIEW = 40
/** The view that knows nothing but where the log source stands. */
export const BARE_VIEW = 44
/** A view for each log source (0: not built yet), by category, product, service in this order, and how many values each part has. */
export const ROUTES = 48
export const PRODUCTS = 52
export const SERVICES = 56
/** The values that name a log source: a table of keys, whose nodes are the three parts, and whose children are numbers. */
export const ROUTE_KEYS = 64
export const ROUTE_KEY_MASK = 68
/** The log source for which a view is wanted, an index into the routes; -1 for none. */
export const WANTED = 72
/** Set where a byte above 0x7f was passed over. */
export const HIGH = 76
/** The state in which a walk through an automaton stopped. */
export const STATE = 80
/** The epoch of a line whose keys are known to be distinct, or minus the epoch of one whose keys are not. */
export const DISTINCT = 84
/** A hash table of the keys of one line, four slots for each that it may have at most, an epoch and a hash in each. */
export const KEYS_SEEN = 88
export const MOST_KEYS = 1 << 10
/** What a line most likely is, by its first bytes: 64 views. */
export const GUESSES = 128
/** Open containers, one frame each. */
export const STACK = 512
export const FRAME = 16
export const DEPTH = 200
/** What comes after has no fixed place. */
export const FREE = 4096

/** A view: the tables for the rules of one log source. */
export const VIEW_KEYS = 0
export const VIEW_KEY_MASK = 4
/** The field record for every value of the event, or 0. */
export const VIEW_KEYWORDS = 8
/** Whether the filters of that record may be held against the line as it stands, for all strings that mean what they are. */
export const VIEW_SIFT = 28
/** A list of the rules that have no witness. */
export const VIEW_ALWAYS = 12
/** Records that have been counted, and with them what they met. */
export const VIEW_LINES = 16
/** Another view of the same rules, in which there is nothing but their witnesses; 0 for none. */
export const VIEW_LIGHT = 20
/** Of a light view: records read with it. */
export const VIEW_READ = 24
export const VIEW_BYTES = 32

/** A slot of the hash table of keys; the address of the key's bytes is 0 in an empty one. */
export const KEY_TEXT = 0
export const KEY_LENGTH = 4
export const KEY_NODE = 8
/** The node of what is inside, or -1. */
export const KEY_CHILD = 12
/** The field that this key completes, or 0. */
export const KEY_FIELD = 16
/** The object in which it was seen last. */
export const KEY_SEEN = 20
/** Of a key with a dot (`a.b`): the slot of its first part (`a`), which means the same field when both stand in an object. */
export const KEY_HEAD = 24
/** The object in which a key with a dot was seen last that begins with this one. */
export const KEY_RIVAL = 28
/** Its value is a part of the line's log source; 0 for none. */
export const KEY_PART = 32
export const KEY_BYTES = 36

export const CATEGORY = 1
export const PRODUCT = 2
export const SERVICE = 3
/** Longer values of such keys are not looked at. */
export const LONGEST_PART = 128

/** A field: lists to be fired, automata to be walked, 0 where there is none. */
export const FIELD_EXISTS = 0
export const FIELD_NULL = 4
export const FIELD_ANY = 8
export const FIELD_START = 12
export const FIELD_END = 16
export const FIELD_IN = 20
/** The same for needles of three bytes, and of more, where a filter can tell that none of them is there. */
export const FIELD_IN_THREE = 24
export const FIELD_IN_FOUR = 28
/** Whether the text of a number or a boolean is looked at. */
export const FIELD_NUMBERS = 32
/** For needles beyond ASCII, which no text has that is its own meaning. */
export const FIELD_IN_BEYOND = 36
export const FIELD_BYTES = 40

/** An automaton: rows of words, one a class of bytes, then a list of what is met here and one of what is met if the text ends here. */
export const AUTO_TABLE = 0
export const AUTO_CLASSES = 4
/** States from here on meet something. */
export const AUTO_THRESHOLD = 8
export const AUTO_START = 12
/** How many classes there are: where in the row the lists stand. */
export const AUTO_WIDTH = 16
/**
 * A filter of grams, one of which is in every text with a hit: a byte for a hash of their first three bytes, which says whether
 * some are of three bytes and some of four, and a bit for another hash of the whole.
 */
export const AUTO_GRAMS = 20
export const AUTO_BYTES = 24
export const GRAM_BUCKETS = 1 << 14
export const GRAM_BITS = 1 << 15
export const GRAM_OF_THREE = 1
export const GRAM_OF_FOUR = 2
/** A multiplier for the first two bytes, and one for the third; the hash is of 16 bits. Then one for the whole. */
export const GRAM_PAIR = 0x79b1
export const GRAM_THIRD = 0x35a7
export const GRAM_WHOLE = -2048144789

/** A list of predicates: the epoch in which it was fired, how many, which. */
export const LIST_COUNT = 4
export const LIST_FIRST = 8

/** A predicate: the epoch in which it was met, how often that was, a list of the rules it is a witness of. */
export const PREDICATE_HITS = 4
export const PREDICATE_RULES = 8
export const PREDICATE_BYTES = 12

/** A rule: the epoch in which a witness was seen, the programs that say whether it may hold and whether it must, its number. */
export const RULE_MAY = 4
export const RULE_MUST = 8
export const RULE_NUMBER = 12
export const RULE_BYTES = 16

/** A step of a program: the predicate (or `DISTINCT`), the next step if it was met, the next if not. Steps 0 and 1 are the answers no and yes. */
export const STEP_HIT = 4
export const STEP_MISS = 8
export const STEP_BYTES = 12
export const NO = 0
export const YES = 1

/** What is said of a line: where it begins and ends, which it is, and how many rules follow, or one of these. */
export const SAID_WORDS = 4
export const MALFORMED = -1
export const SLOW = -2
/** Behind a block: a line break and zeros, so that loads of many bytes at once read nothing else. */
export const PADDING = 64
