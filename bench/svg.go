package main

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// The colours of lines and bars, in turn.
var colours = [...]string{"#1f6feb", "#8b949e", "#d29922", "#2da44e"}

// A drawing is an SVG in the making.
type drawing struct{ strings.Builder }

func draw(width, height int) *drawing {
	d := &drawing{}
	fmt.Fprintf(d, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", width, height)
	fmt.Fprintf(d, `<rect width="%d" height="%d" fill="white"/>`+"\n", width, height)
	return d
}

func (d *drawing) label(x, y float64, anchor, text string) {
	fmt.Fprintf(d, `<text x="%.0f" y="%.0f" text-anchor="%s">%s</text>`+"\n", x, y, anchor, html.EscapeString(text))
}

func (d *drawing) bar(x, y, width, height float64, colour string) {
	fmt.Fprintf(d, `<rect x="%.0f" y="%.0f" width="%.0f" height="%.0f" fill="%s"/>`+"\n", x, y, width, height, colour)
}

func (d *drawing) rule(x1, y1, x2, y2 float64, colour string) {
	fmt.Fprintf(d, `<line x1="%.0f" y1="%.0f" x2="%.0f" y2="%.0f" stroke="%s"/>`+"\n", x1, y1, x2, y2, colour)
}

func (d *drawing) end() string { return d.String() + "</svg>\n" }

// legend names the colours.
func (d *drawing) legend(x, y float64, names ...string) {
	for i, name := range names {
		d.bar(x, y-10, 12, 12, colours[i])
		d.label(x+18, y, "start", name)
		x += 40 + 8*float64(len(name))
	}
}

// bars shows drey, the best other library and two more, times pgx.
func (r *report) bars() string {
	const left, row, unit, most = 340, 56, 130.0, 4.0
	d := draw(left+int(unit*most)+60, 60+row*len(r.sections))
	d.legend(left, 20, "drey", "best other library", "GORM, tuned", "bun")
	for i, s := range r.sections {
		y := 40 + float64(row*i)
		d.label(left-10, y+26, "end", s.title())
		for j, peer := range []string{"drey", "", "GORM, tuned", "bun"} {
			f, _, has := s.of(peer)
			if peer == "" {
				f, has = s.best()
			}
			if has {
				width := unit * min(f.ratio, most)
				d.bar(left, y+12*float64(j), width, 10, colours[j])
				d.label(left+width+4, y+12*float64(j)+10, "start", fmt.Sprintf("%.2f", f.ratio))
			}
		}
	}
	d.rule(left+unit, 30, left+unit, float64(50+row*len(r.sections)), "#cf222e")
	return d.end()
}

// svg draws the lines with a logarithm on either axis.
func (c chart) svg() string {
	const left, top, width, height = 70.0, 40.0, 560.0, 300.0
	low, high, rows := c.bounds()
	x := func(n float64) float64 { return left + width*math.Log10(n)/math.Log10(rows) }
	y := func(wall float64) float64 { return top + height*(high-math.Log10(wall))/(high-low) }
	d := draw(left+width+40, top+height+50)
	names := make([]string, len(c.lines))
	for i, l := range c.lines {
		names[i] = l.name
	}
	d.legend(left, 20, names...)
	for power := low; power <= high; power++ {
		d.rule(left, y(math.Pow(10, power)), left+width, y(math.Pow(10, power)), "#d0d7de")
		d.label(left-6, y(math.Pow(10, power))+4, "end", span64(math.Pow(10, power)))
	}
	for _, p := range c.lines[0].points {
		d.label(x(p.rows), top+height+20, "middle", fmt.Sprintf("%.0f", p.rows))
	}
	d.label(left+width/2, top+height+40, "middle", "rows")
	for i, l := range c.lines {
		var path []string
		for _, p := range l.points {
			path = append(path, fmt.Sprintf("%.0f,%.0f", x(p.rows), y(p.time)))
		}
		fmt.Fprintf(d, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", strings.Join(path, " "), colours[i])
	}
	return d.end()
}

// bounds are the powers of ten that all times lie between, and the most rows.
func (c chart) bounds() (low, high, rows float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, l := range c.lines {
		for _, p := range l.points {
			low, high, rows = min(low, math.Floor(math.Log10(p.time))), max(high, math.Ceil(math.Log10(p.time))), max(rows, p.rows)
		}
	}
	return low, high, rows
}
