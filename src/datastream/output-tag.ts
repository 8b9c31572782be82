/** Names a side output; Flink's OutputTag. Two tags with one id are the same tag. */
export class OutputTag<T> {
  readonly id: string
  /** Never there at run time; carries the type of the records. */
  declare readonly of?: T

  constructor(id: string) {
    this.id = id
  }
}
