/** What a server says of itself, to everyone: whether it is there has to be found out from outside of a container. */
export interface ServerHealth {
  readonly status: 'ok';
  readonly version: string;
  /** What its clients are configured with. */
  readonly region: string;
  /** Whether whoever asked may use the rest of the control interface. */
  readonly control: boolean;
  /** Whether the `x-rehearsal-` headers of whoever asked are believed, as to where a request comes from. */
  readonly requestOrigin: boolean;
}
