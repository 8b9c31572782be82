/** Which receivers a sender has behind a rescale; the pointwise wiring of Flink's VertexInputInfoComputationUtils. */

/**
 * The receivers of one sender, by subpartition. Flink numbers a subpartition by the receiver's own number modulo how
 * many share the sender, so a run need not begin with its first receiver.
 */
export function rescaleTargets(sender: number, senders: number, receivers: number): number[] {
  if (senders >= receivers) {
    const endOf = (receiver: number) => Math.floor(((receiver + 1) * senders) / receivers)
    let receiver = 0
    while (endOf(receiver) <= sender) receiver += 1
    return [receiver]
  }
  const start = Math.ceil((sender * receivers) / senders)
  const end = Math.ceil(((sender + 1) * receivers) / senders)
  const own = Array.from({ length: end - start }, (_, k) => start + k)
  return own.sort((a, b) => (a % own.length) - (b % own.length))
}
