// All back ends: how many times as many calls a second nestjs-kv-store makes as its peers do.
import { axis, colours, legend, short, svg, title } from '../lib/plot.mjs';
import { ratio } from '../lib/statistics.mjs';
import { ours } from '../lib/table.mjs';

const inFlight = 256;
/** On the axis of ratios. */
const marks = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];
const [width, rowHeight, head, foot] = [920, 26, 96, 44];

/** In the order of the legend. What none of them takes is left out. */
const peers = [
  {
    name: 'raw client, one call each',
    colour: '#57606a',
    symbol: 'circle',
    takes: (name, raw) => raw.has(name),
  },
  {
    name: 'raw client, batches by hand',
    colour: '#bf8700',
    symbol: 'diamond',
    takes: (name) => /batches by hand$/.test(name),
  },
  {
    name: 'Keyv',
    colour: '#0969da',
    symbol: 'rect',
    takes: (name) => /^Keyv/.test(name) && !/off$/.test(name),
  },
  {
    name: 'cache-manager',
    colour: '#8250df',
    symbol: 'triangle',
    takes: (name) => /^cache-manager/.test(name),
  },
  {
    name: 'unstorage',
    colour: '#cf222e',
    // A triangle that stands on its head, in the legend as well, which rotates nothing.
    symbol: 'path://M0,0L10,0L5,9Z',
    takes: (name) => /^unstorage/.test(name) && !/unflushed$/.test(name),
  },
];

/** `raw`: the names of the raw clients. */
export function overviewPlot(records, raw) {
  const rows = records.flatMap(({ title: backend, results }) =>
    ['get', 'set'].flatMap((operation) => {
      const those = results.filter(
        ({ load }) => load.operation === operation && load.inFlight === inFlight && load.valueBytes === 200,
      );
      const own = those.find(({ contestant }) => contestant === ours);
      return own ? [{ name: `${backend}, ${operation}`, own, those }] : [];
    }),
  );
  const series = peers.map(({ name, colour, symbol, takes }) => ({
    name,
    type: 'scatter',
    silent: true,
    symbol,
    symbolSize: 11,
    itemStyle: { color: colour, opacity: 0.9 },
    data: rows.flatMap(({ own, those }, row) =>
      those
        .filter(({ contestant }) => takes(contestant, raw))
        .map(({ samples }) => [ratio(own.samples, samples, ({ perSecond }) => perSecond), row]),
    ),
  }));
  // The line at which both are as fast.
  series[0].markLine = {
    silent: true,
    symbol: 'none',
    label: { show: false },
    lineStyle: { color: colours.ours, type: 'solid', width: 2 },
    data: [{ xAxis: 1 }],
  };
  return svg({
    width,
    height: head + rows.length * rowHeight + foot,
    title: title(
      `How many times as fast as its peers nestjs-kv-store is, with ${inFlight} calls in flight`,
      'Calls a second, divided by those of the peer in the same run. Right of the line nestjs-kv-store is faster, left of it the peer is.',
    ),
    legend: legend(peers.map(({ name }) => name)),
    grid: { left: 270, right: 40, top: head, height: rows.length * rowHeight },
    xAxis: {
      ...axis,
      type: 'log',
      min: ({ min }) => marks.findLast((mark) => mark < min),
      max: ({ max }) => marks.find((mark) => mark > max),
      axisLabel: { ...axis.axisLabel, customValues: marks, formatter: (value) => `${short(value)} ×` },
      axisTick: { ...axis.axisTick, customValues: marks },
    },
    yAxis: {
      ...axis,
      type: 'category',
      inverse: true,
      data: rows.map(({ name }) => name),
      splitLine: { show: true, lineStyle: { color: '#f3f5f7' } },
    },
    series: series.filter(({ data }) => data.length > 0),
  });
}
