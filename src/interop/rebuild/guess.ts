/** What a rebuilt run has that no statistics tell, or that is simpler than there: each is named, with its value. */
export type Guess =
  /** What the functions of the job do. */
  | { readonly type: 'functions' }
  /** No plan: the vertices read from each other one after the other. */
  | { readonly type: 'edges' }
  | { readonly type: 'ship'; readonly vertex: string; readonly was: string }
  | { readonly type: 'parallelism'; readonly from: number; readonly to: number }
  /** No configuration of checkpoints. */
  | { readonly type: 'settings'; readonly intervalMs: number }
  | { readonly type: 'backend'; readonly was: string }
  /** Over all sources; null: not known how many there were. */
  | { readonly type: 'rate'; readonly perSecond: number; readonly real: number | null }
  /** Of a vertex that cannot keep up, in µs for a record. */
  | { readonly type: 'cost'; readonly vertex: string; readonly micros: number }
  | { readonly type: 'slowed'; readonly task: string; readonly factor: number }
  | { readonly type: 'rows'; readonly bytes: number }
  | { readonly type: 'state-left-out'; readonly vertices: readonly string[]; readonly bytes: number }
  | { readonly type: 'latencies'; readonly rpc: number; readonly network: number; readonly sync: number }
  | { readonly type: 'storage'; readonly latency: number; readonly bytesPerSecond: number }
  /** Ms of simulated time that the records last. */
  | { readonly type: 'length'; readonly ms: number; readonly real: number | null }
  /** What failed there does not fail here by itself. */
  | { readonly type: 'failures'; readonly count: number }
