/** Azure Monitor, where AKS writes its audit log: diagnostic settings, and the tables of a Log Analytics workspace. */
import { jsonIn, listAt, present, textAt, type JsonObject } from 'tallyman/source'

/** Of an Event Hub's message, of a line in a storage account, of a row of a table. */
export function azureRecords(value: JsonObject): readonly unknown[] | undefined {
  const log = textAt(value, 'properties.log') ?? textAt(value, 'log_s')
  const category = textAt(value, 'category') ?? textAt(value, 'Category') ?? ''
  if (log !== undefined && /^kube-audit(?:-admin)?$/i.test(category)) return [jsonIn(log)]
  if (isRow(value)) return [eventOf(value)]
  const records = listAt(value, 'records')
  return records.some((record) => textAt(record, 'properties.log') !== undefined) ? records : undefined
}

const isRow = (value: JsonObject): boolean =>
  ['AuditId', 'Stage', 'RequestUri', 'Verb'].every((column) => typeof value[column] === 'string')

/** The columns of AKSAudit and AKSAuditAdmin, in the order of the log; those that hold JSON may come as text. */
function eventOf(row: JsonObject): JsonObject {
  const json = (column: string): unknown => {
    const cell = row[column]
    return typeof cell === 'string' && /^[[{"]/.test(cell) ? jsonIn(cell) : (cell ?? undefined)
  }
  return present({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: row['Level'],
    auditID: row['AuditId'],
    stage: row['Stage'],
    requestURI: row['RequestUri'],
    verb: row['Verb'],
    user: json('User'),
    sourceIPs: json('SourceIps'),
    userAgent: row['UserAgent'],
    objectRef: json('ObjectRef'),
    responseStatus: json('ResponseStatus'),
    requestObject: json('RequestObject'),
    responseObject: json('ResponseObject'),
    requestReceivedTimestamp: row['RequestReceivedTime'],
    stageTimestamp: row['StageReceivedTime'],
    annotations: json('Annotations'),
  })
}
