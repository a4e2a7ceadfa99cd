/** How far a run is. Those who do the work write it; whoever wants to show it looks whenever it likes. */
export class Progress {
  /** Requests that were sent and not answered yet. */
  underWay = 0
  /** How many of them there may be at once, at the moment. */
  atOnce = 0
}
