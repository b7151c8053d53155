package main

import (
	"image/color"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// quantity is something of a figure that is drawn: its value, and how far it varied.
type quantity struct {
	title string
	log   bool
	of    func(figure) (value, least, most float64)
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// exactly draws a value without its spread.
func exactly(value func(figure) float64) func(figure) (v, least, most float64) {
	return func(f figure) (v, least, most float64) { return value(f), value(f), value(f) }
}

var (
	throughput = quantity{"requests a second", false, func(f figure) (v, least, most float64) { return f.throughput, f.least, f.most }}
	p50        = quantity{"p50, ms", true, exactly(func(f figure) float64 { return milliseconds(f.p50) })}
	p90        = quantity{"p90, ms", true, exactly(func(f figure) float64 { return milliseconds(f.p90) })}
	p99        = quantity{"p99, ms", true, func(f figure) (v, least, most float64) {
		return milliseconds(f.p99), milliseconds(f.p99least), milliseconds(f.p99most)
	}}
	failed = quantity{"failed, per cent", false, exactly(func(f figure) float64 { return 100 * float64(f.errors) / float64(f.requests) })}
	cost   = quantity{"processors' time, µs a request", false, exactly(func(f figure) float64 { return float64((f.cpu + f.server).Nanoseconds()) / 1000 })}
)

// drawings are the files with plots, and what each shows, left to right; top to bottom it is the distance of the database.
var drawings = []struct {
	file, title string
	quantities  []quantity
}{
	{"load.svg", "Throughput and 99th percentile against concurrent users", []quantity{throughput, p99}},
	{"percentiles.svg", "Latency: half, nine of ten, and 99 of 100 requests", []quantity{p50, p90, p99}},
	{"cost.svg", "Processors' time of application and PostgreSQL together, and what failed", []quantity{cost, failed}},
}

// colours are those of Okabe and Ito, which everybody can tell apart.
var colours = []color.Color{
	color.RGBA{0, 114, 178, 255}, color.RGBA{86, 180, 233, 255}, color.RGBA{0, 158, 115, 255}, color.RGBA{213, 94, 0, 255}, color.RGBA{204, 121, 167, 255},
}

// draw writes all drawings into a directory.
func (r *report) draw(dir string) error {
	for _, d := range drawings {
		var rows [][]*plot.Plot
		for i, delay := range r.options.delays {
			var row []*plot.Plot
			for j, q := range d.quantities {
				p, err := r.plot(q, delay, i == 0 && j == 0)
				if err != nil {
					return err
				}
				row = append(row, p)
			}
			rows = append(rows, row)
		}
		if err := save(filepath.Join(dir, d.file), rows); err != nil {
			return err
		}
	}
	return nil
}

// plot draws a quantity of all backends, at one distance.
func (r *report) plot(q quantity, delay time.Duration, legend bool) (*plot.Plot, error) {
	p := plot.New()
	p.Title.Text = q.title + " (" + distance(delay) + ")"
	p.X.Label.Text = "concurrent users"
	p.Y.Min = 0
	if q.log {
		p.Y.Scale, p.Y.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
		p.Y.Min = math.Inf(1) // set by what is drawn
	}
	var names []string
	for _, users := range r.options.users {
		names = append(names, strconv.Itoa(users))
	}
	p.NominalX(names...)
	p.Add(plotter.NewGrid())
	for i, backend := range r.options.backends {
		if err := r.line(p, q, place{backend, delay}, i, legend); err != nil {
			return nil, err
		}
	}
	p.Y.Max = max(p.Y.Max, 1)                                                        // where nothing failed
	p.Legend.Left, p.Legend.XOffs, p.Legend.YOffs = true, vg.Points(4), vg.Points(4) // at the bottom, where lines seldom are
	p.Legend.Padding, p.Legend.TextStyle.Font.Size = vg.Points(2), vg.Points(9)
	return p, nil
}

// points are a backend's figures in a plot. Backends stand a little beside each other, so that their spreads can be seen.
type points struct {
	plotter.XYs
	plotter.YErrors
}

func (r *report) points(q quantity, at place, nth int) (found points) {
	for i, users := range r.options.users {
		for _, f := range r.figures {
			if f.place != at || f.users != users {
				continue
			}
			value, least, most := q.of(f)
			x := float64(i) + 0.05*(float64(nth)-float64(len(r.options.backends)-1)/2)
			found.XYs = append(found.XYs, plotter.XY{X: x, Y: value})
			found.YErrors = append(found.YErrors, struct{ Low, High float64 }{value - least, most - value})
		}
	}
	return found
}

// line draws a backend's figures.
func (r *report) line(p *plot.Plot, q quantity, at place, nth int, legend bool) error {
	data := r.points(q, at, nth)
	line, dots, err := plotter.NewLinePoints(data.XYs)
	if err != nil {
		return err
	}
	bars, err := plotter.NewYErrorBars(data)
	if err != nil {
		return err
	}
	own := colours[nth%len(colours)]
	line.Color, dots.Color, bars.Color = own, own, own
	line.Width, dots.Radius, dots.Shape = vg.Points(1.5), vg.Points(2.5), draw.CircleGlyph{}
	p.Add(bars, line, dots)
	if legend {
		p.Legend.Add(called(at.backend), line, dots)
	}
	return nil
}

// The size of one plot.
const (
	width  = 12 * vg.Centimeter
	height = 8 * vg.Centimeter
)

// save writes plots side by side into one file.
func save(path string, rows [][]*plot.Plot) error {
	tiles := draw.Tiles{Rows: len(rows), Cols: len(rows[0]), PadX: vg.Centimeter, PadY: vg.Centimeter, PadTop: vg.Points(4), PadRight: vg.Points(8)}
	canvas := vgsvg.New(width*vg.Length(tiles.Cols), height*vg.Length(tiles.Rows))
	for i, row := range plot.Align(rows, tiles, draw.New(canvas)) {
		for j, cell := range row {
			rows[i][j].Draw(cell)
		}
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if _, err := canvas.WriteTo(file); err != nil {
		_ = file.Close()
		return err
	}
	return file.Close()
}
