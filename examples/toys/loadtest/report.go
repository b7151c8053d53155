package main

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	texttemplate "text/template"
	"time"
)

// report is what is written.
type report struct {
	about   conditions
	options options
	cells   []cell
	figures []figure
}

func newReport(about conditions, o options, cells []cell) *report {
	return &report{about, o, cells, figures(o, cells)}
}

// write writes every file of the report.
func (r *report) write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := r.draw(dir); err != nil {
		return err
	}
	text, err := r.markdown()
	if err != nil {
		return err
	}
	page, err := r.page(dir)
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{"README.md": text, "report.html": page, "cells.csv": r.csv()} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// csv is every measurement, in the order in which they were made.
func (r *report) csv() []byte {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	_ = w.Write(strings.Fields("round backend round_trip_ms users requests errors per_second p50_ms p90_ms p99_ms application_us_per_request postgresql_us_per_request memory_mb first_error"))
	for _, c := range r.cells {
		ms := func(d time.Duration) string { return strconv.FormatFloat(milliseconds(d), 'f', 3, 64) }
		_ = w.Write([]string{
			strconv.Itoa(c.round), c.backend, ms(c.delay), strconv.Itoa(c.users), strconv.FormatUint(c.requests, 10), strconv.FormatUint(c.errors, 10),
			strconv.FormatFloat(c.throughput, 'f', 1, 64), ms(c.p50), ms(c.p90), ms(c.p99), strconv.FormatInt(c.cpu.Microseconds(), 10),
			strconv.FormatInt(c.server.Microseconds(), 10), strconv.FormatInt(c.memory>>20, 10), c.complaint,
		})
	}
	w.Flush() // into memory, which takes everything
	return text.Bytes()
}

var (
	//go:embed report.md.tmpl
	markdownText string
	//go:embed report.html.tmpl
	pageText string

	words = map[string]any{
		"called": called, "distance": distance, "ms": func(d time.Duration) string { return fmt.Sprintf("%.1f", milliseconds(d)) },
		"ratio": func(f float64) string { return fmt.Sprintf("%.2f", f) }, "round": func(f float64) string { return fmt.Sprintf("%.0f", f) }, "mb": func(bytes int64) int64 { return bytes >> 20 },
		"join": func(list []string) string { return strings.Join(list, ", ") },
	}
	markdownTemplate = texttemplate.Must(texttemplate.New("").Funcs(words).Parse(markdownText))
	pageTemplate     = template.Must(template.New("").Funcs(words).Parse(pageText))
)

// view is what the templates are given.
type view struct {
	Machine, Server, Go, Busy string
	First                     string // the backend that ratios are to
	Libraries                 []string
	Rounds, Pool              int
	Span, Warm                time.Duration
	Sections                  []section
	Drawings                  []drawing
}

// section is the table of one distance.
type section struct {
	Delay time.Duration
	Rows  []row
}

// row is a line of a table.
type row struct {
	First                         bool // of its number of users
	Users                         int
	Backend                       string
	Throughput, Least, Most       float64
	Beside, P99Beside             float64
	P50, P90, P99, Lowest, Utmost time.Duration
	CPU, Server, Memory           int64
	Failed                        uint64
}

// drawing is a file with plots.
type drawing struct {
	File, Title string
	Content     template.HTML // of our own making
}

func (r *report) view() view {
	v := view{
		Machine: r.about.machine, Server: r.about.server, Go: r.about.goVersion, Busy: r.about.busy, Libraries: r.about.libraries,
		First: r.options.backends[0], Rounds: r.options.rounds, Pool: r.options.pool, Span: r.options.span, Warm: r.options.warm,
	}
	for _, delay := range r.options.delays {
		s := section{Delay: delay}
		for _, f := range r.figures {
			if f.delay == delay {
				s.Rows = append(s.Rows, row{
					f.backend == r.options.backends[0], f.users, f.backend, f.throughput, f.least, f.most, f.beside, f.p99beside,
					f.p50, f.p90, f.p99, f.p99least, f.p99most, f.cpu.Microseconds(), f.server.Microseconds(), f.memory, f.errors,
				})
			}
		}
		v.Sections = append(v.Sections, s)
	}
	for _, d := range drawings {
		v.Drawings = append(v.Drawings, drawing{File: d.file, Title: d.title})
	}
	return v
}

func (r *report) markdown() ([]byte, error) {
	var text bytes.Buffer
	err := markdownTemplate.Execute(&text, r.view())
	return text.Bytes(), err
}

// page is one file with all in it.
func (r *report) page(dir string) ([]byte, error) {
	v := r.view()
	for i, d := range v.Drawings {
		content, err := os.ReadFile(filepath.Join(dir, d.File))
		if err != nil {
			return nil, err
		}
		v.Drawings[i].Content = template.HTML(content[bytes.Index(content, []byte("<svg")):])
	}
	var text bytes.Buffer
	err := pageTemplate.Execute(&text, v)
	return text.Bytes(), err
}

// called is what a backend is called in reports.
func called(backend string) string {
	names := map[string]string{
		"pgx": "drey, pgx", "sqlx+pgx": "drey, sqlx with pgx", "sqlx+pq": "drey, sqlx with lib/pq", "gorm": "GORM", "bun": "bun",
	}
	if name, ok := names[backend]; ok {
		return name
	}
	return backend
}

// distance says how far the database is.
func distance(delay time.Duration) string {
	if delay == 0 {
		return "same machine"
	}
	return fmt.Sprintf("%g ms a round trip", milliseconds(delay))
}
