// All back ends: how long the slowest of a hundred calls takes, by how many come in a second.
import { axis, caption, colours, legend, short, svg, title } from '../lib/plot.mjs';
import { median } from '../lib/statistics.mjs';
import { ours } from '../lib/table.mjs';

const operations = ['get', 'set'];
const [width, left, panelWidth, between] = [920, 56, 390, 64];
const [head, panelHeight, under] = [96, 130, 66];

const lines = [
  { name: ours, colour: colours.ours, symbol: 'circle', is: (name) => name === ours },
  {
    name: `${ours}, coalesce: false`,
    colour: '#cf222e',
    symbol: 'rect',
    is: (name) => /coalesce: false/.test(name),
  },
  { name: 'raw client', colour: '#6e7781', symbol: 'triangle', is: (name) => !name.startsWith(ours) },
];

export function openLoopPlot(records) {
  const titles = [
    title(
      'Latency of calls that come at a set rate: p99 in ms, by calls a second',
      'From the moment when a call was due. Median of the rounds; the band is from the least to the most. A line ends where the contestant cannot keep up.',
    ),
  ];
  const [grid, xAxis, yAxis, series] = [[], [], [], []];
  for (const [row, { title: backend, results }] of records.entries()) {
    const top = head + row * (panelHeight + under);
    for (const [column, operation] of operations.entries()) {
      const those = results.filter((result) => result.operation === operation && result.samples);
      const at = left + column * (panelWidth + between);
      const index = grid.length;
      titles.push(caption(`${backend}: ${operation}`, at - 5, top));
      grid.push({ left: at, top: top + 26, width: panelWidth, height: panelHeight });
      xAxis.push({
        ...axis,
        gridIndex: index,
        type: 'category',
        boundaryGap: false,
        data: [...new Set(results.map(({ rate }) => rate))].toSorted((a, b) => a - b).map(short),
      });
      yAxis.push({
        ...axis,
        gridIndex: index,
        type: 'log',
        axisLabel: { ...axis.axisLabel, formatter: short },
      });
      for (const line of lines) series.push(...lineOf(line, those, index));
    }
  }
  return svg({
    width,
    height: head + records.length * (panelHeight + under),
    title: titles,
    legend: legend(lines.map(({ name }) => name)),
    grid,
    xAxis,
    yAxis,
    series,
  });
}

function lineOf({ name, colour, symbol, is }, results, index) {
  const points = results
    .filter(({ contestant }) => is(contestant))
    .map(({ rate, samples }) => ({ rate: short(rate), p99s: samples.map(({ p99 }) => p99) }));
  const axes = { xAxisIndex: index, yAxisIndex: index, silent: true };
  return [
    {
      ...axes,
      name,
      type: 'line',
      symbol,
      symbolSize: 7,
      lineStyle: { width: 2 },
      itemStyle: { color: colour },
      data: points.map(({ rate, p99s }) => [rate, median(p99s)]),
    },
    {
      ...axes,
      type: 'custom',
      renderItem: spread(colour),
      data: points.map(({ rate, p99s }) => [rate, Math.min(...p99s), Math.max(...p99s)]),
      encode: { x: 0, y: [1, 2] },
    },
  ];
}

const spread = (colour) => (_, api) => {
  const [x, y1] = api.coord([api.value(0), api.value(1)]);
  const [, y2] = api.coord([api.value(0), api.value(2)]);
  return {
    type: 'line',
    shape: { x1: x, y1, x2: x, y2 },
    style: { stroke: colour, lineWidth: 5, opacity: 0.3 },
  };
};
