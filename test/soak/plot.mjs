// Every second of every driver: its heap, its latency and what it held open.
import { axis, caption, colours, legend, short, svg, title } from '../../benchmarks/lib/plot.mjs';

const [width, left, panelWidth, between] = [1_180, 50, 320, 54];
const [head, panelHeight, under] = [96, 120, 60];

const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);

const panels = [
  {
    name: 'heap, MB',
    lines: [{ name: 'heap after garbage collection', colour: colours.ours, of: ({ heap }) => heap }],
  },
  {
    name: 'latency, ms',
    type: 'log',
    lines: [
      { name: 'p50', colour: colours.ours, of: ({ p50 }) => Math.max(p50, 0.01) },
      { name: 'p99', colour: '#cf222e', of: ({ p99 }) => Math.max(p99, 0.01) },
    ],
  },
  {
    name: 'open resources, errors a second',
    lines: [
      { name: 'resources', colour: '#0969da', of: ({ resources }) => sum(resources) },
      { name: 'errors', colour: '#bf8700', of: ({ errors }) => sum(errors) },
    ],
  },
];

export function soakPlot(runs, troubles) {
  const titles = [
    title(
      'Soak: each driver under a fixed load, second by second',
      'Grey: something is wrong between the store and its back end, as its connections reset or its server killed. A second in which no call was answered has no latency: 0.01.',
    ),
  ];
  const [grid, xAxis, yAxis, series] = [[], [], [], []];
  for (const [row, { driver, samples, isRemote }] of runs.entries()) {
    const top = head + row * (panelHeight + under);
    for (const [column, { name, type = 'value', lines }] of panels.entries()) {
      const at = left + column * (panelWidth + between);
      const index = grid.length;
      titles.push(caption(`${driver}: ${name}`, at - 5, top));
      grid.push({ left: at, top: top + 26, width: panelWidth, height: panelHeight });
      xAxis.push({ ...axis, gridIndex: index, type: 'value', max: 'dataMax' });
      yAxis.push({ ...axis, gridIndex: index, type, axisLabel: { ...axis.axisLabel, formatter: short } });
      const marks = isRemote ? troubles.map(({ from, to }) => [{ xAxis: from }, { xAxis: to }]) : [];
      series.push(
        ...lines.map((line, number) => ({
          name: line.name,
          type: 'line',
          xAxisIndex: index,
          yAxisIndex: index,
          silent: true,
          showSymbol: false,
          lineStyle: { width: 1 },
          itemStyle: { color: line.colour },
          data: samples.map((sample) => [rounded(sample.at), rounded(line.of(sample))]),
          ...(number === 0 && {
            markArea: { itemStyle: { color: colours.faint, opacity: 0.6 }, data: marks },
          }),
        })),
      );
    }
  }
  return svg({
    width,
    height: head + runs.length * (panelHeight + under),
    title: titles,
    legend: legend(panels.flatMap(({ lines }) => lines.map(({ name }) => name))),
    grid,
    xAxis,
    yAxis,
    series,
  });
}

const rounded = (number) => Number(number.toPrecision(3));
