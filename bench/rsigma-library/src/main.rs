//! Measures rsigma's engine as a library: parse each line, evaluate it, count the matches, in CPU time.
//!
//! `rsigma-library RULES EVENTS SECONDS` prints `{"load": s, "seconds": s a pass, "found": n}`;
//! with 0 for SECONDS it prints the pairs `line rule` instead.

use rsigma_eval::{Engine, JsonEvent, LogSourceExtractor};
use std::path::Path;

fn cpu() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Evaluates the lane once; `found` is told of every match.
fn pass(engine: &Engine, lane: &str, mut found: impl FnMut(usize, &str)) -> u64 {
    let mut matches = 0;
    for (number, line) in lane.lines().enumerate() {
        let value: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        for result in engine.evaluate(&JsonEvent::borrow(&value)) {
            matches += 1;
            found(number, result.header.rule_id.as_deref().unwrap_or(""));
        }
    }
    matches
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, rules, events, seconds] = arguments.as_slice() else {
        panic!("rsigma-library RULES EVENTS SECONDS");
    };
    let goal: f64 = seconds.parse().expect("a number of seconds");
    let start = cpu();
    let collection = rsigma_parser::parse_sigma_directory(Path::new(rules)).expect("rules");
    let mut engine = Engine::new();
    engine.set_logsource_extractor(Some(LogSourceExtractor::new()));
    let refused = engine.add_rules(collection.rules.iter()).len();
    let load = cpu() - start;
    let lane = std::fs::read_to_string(events).expect("events");
    if goal == 0.0 {
        pass(&engine, &lane, |line, rule| println!("{line} {rule}"));
        return;
    }
    let start = cpu();
    let found = pass(&engine, &lane, |_, _| {});
    let passes = (goal / (cpu() - start)).round().max(1.0);
    let start = cpu();
    for _ in 0..passes as u64 {
        pass(&engine, &lane, |_, _| {});
    }
    let each = (cpu() - start) / passes;
    println!(r#"{{"load": {load}, "seconds": {each}, "found": {found}, "refused": {refused}}}"#);
}
