import { call } from './http.ts'
import type { FlowFunnel, RequestDetail, RequestsPage } from './requestsWire.ts'

const one = (id: string) => `staff/requests/${encodeURIComponent(id)}`

export interface RequestsAsked { state: string, flow: string }

export const fetchRequests = ({ state, flow }: RequestsAsked, after: string | null) =>
  call<RequestsPage>('GET', `staff/requests?${new URLSearchParams({
    ...(state ? { state } : {}), ...(flow ? { flow } : {}), ...(after ? { after } : {}),
  })}`)
export const fetchRequest = (id: string) => call<RequestDetail>('GET', one(id))
export const retryRequest = (id: string) => call<unknown>('POST', `${one(id)}/retry`)
export const fetchFunnel = (since: string) =>
  call<{ flows: FlowFunnel[] }>('GET', `staff/requests/funnel?${new URLSearchParams({ since })}`)
