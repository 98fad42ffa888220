/** A request by HTTP that a sensor of the network could read, as an event: told the same whoever saw it. */
import { present } from './present.ts'
import type { Flow } from './flow.ts'
import type { Draft } from './source.ts'
import { httpDetails, httpViews, type Request } from './taxonomy.ts'

/** OCSF HTTP Activity [4002]. */
export function requestTold(request: Request, flow: Flow): Omit<Draft, 'time'> {
  const { method = 'request', host = '', uri = '', status, user_agent } = request
  return {
    class_name: 'HTTP Activity',
    activity_name: method.charAt(0).toUpperCase() + method.slice(1).toLowerCase(),
    operation: `${method} ${uri}`,
    message: `${method} ${host}${uri}${status === undefined ? '' : `, ${status}`}`,
    ...present({ user_agent }),
    ...(status !== undefined && { status: status >= 400 ? 'Failure' : 'Success', status_code: String(status) }),
    details: httpDetails(request),
    views: httpViews(request, flow),
  }
}
