/** One series, with its values by time in seconds; `NaN` and infinities are as Prometheus says them. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [time: number, value: string])[];
}

export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}

/** What is asked of a Prometheus by HTTP, as Grafana does. An error it answers is thrown. */
export class PrometheusApi {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** What an expression comes to, each second of a time that ends now. */
  async range(query: string, seconds: number): Promise<Series[]> {
    const end = Date.now() / 1_000;
    const times = { start: String(end - seconds), end: String(end), step: '1' };
    return (await this.ask<{ result: Series[] }>('query_range', { query, ...times })).result;
  }

  labelValues(label: string, selector: string): Promise<string[]> {
    return this.ask(`label/${label}/values`, { 'match[]': selector });
  }

  async alerts(): Promise<Alert[]> {
    return (await this.ask<{ alerts: Alert[] }>('alerts')).alerts;
  }

  async ask<T>(call: string, parameters: Record<string, string> = {}): Promise<T> {
    const answer = await fetch(`${this.#url}/api/v1/${call}?${new URLSearchParams(parameters).toString()}`);
    const { error, data } = (await answer.json()) as { error?: string; data: T };
    if (error !== undefined) throw new Error(`Prometheus: ${error}, for ${JSON.stringify(parameters)}`);
    return data;
  }

  isReady(): Promise<boolean> {
    return fetch(`${this.#url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
