package main

import (
	"errors"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// plot writes the figures: the records a second, and the time of one record.
func (r *report) plot(dir string) error {
	var errs []error
	for file, names := range map[string][]string{
		"throughput.svg": {"upserts", "mixed"},
		"latency.svg":    {"warm message", "cold start", "cold start, handshakes delayed too"},
	} {
		var panels []panel
		for _, name := range names {
			for _, ms := range []int{0, 20} {
				if p := r.panel(name, ms); len(p.bars) > 0 {
					panels = append(panels, p)
				}
			}
		}
		if file == "latency.svg" {
			panels = append(panels, r.growth())
		}
		errs = append(errs, os.WriteFile(filepath.Join(dir, file), []byte(draw(panels)), 0o644))
	}
	return errors.Join(errs...)
}

// plotPacing writes the figure of the simulated hours, if there are any.
func (r *report) plotPacing(dir string) error {
	if r.Pacing == nil {
		return nil
	}
	return os.WriteFile(filepath.Join(dir, "pacing.svg"), []byte(r.Pacing.plot()), 0o644)
}

// panel is one comparison: bars under a heading.
type panel struct {
	heading string
	bars    []bar
}

type bar struct {
	who    string
	value  float64
	low    float64
	high   float64
	reason string // the reason for a missing value
}

func (r *report) panel(name string, latencyMS int) panel {
	var p panel
	for _, l := range r.Results {
		if l.Name != name || l.LatencyMS != latencyMS {
			continue
		}
		p.heading = fmt.Sprintf("%s, %d ms latency, %s", name, latencyMS, l.Unit)
		p.bars = append(p.bars, bar{l.Who, l.Value, l.Low, l.High, l.Error})
	}
	return p
}

// growth compares the time of a record in runs of different length.
func (r *report) growth() panel {
	p := panel{heading: "growth, 0 ms latency, µs a record, one invocation at a time"}
	for _, l := range r.Results {
		if size, found := strings.CutPrefix(l.Name, "growth, "); found {
			p.bars = append(p.bars, bar{ours + ", " + size, l.Value, l.Low, l.High, l.Error})
		}
	}
	return p
}

// The sizes of the plot, in pixels.
const (
	width     = 900
	labels    = 400 // left of the bars
	longest   = 400 // of a bar
	line      = 22
	thickness = 14
)

// The colours follow the light or dark mode of the reader. The plot has its own background,
// so it is readable on a page without these modes.
const style = `<style>
text{font:13px system-ui,sans-serif;fill:#1f2328}.h{font-weight:600}.o{fill:#0969da}.p{fill:#8c959f}.w{stroke:#1f2328}.e{fill:#cf222e}.b{fill:#fff}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.o{fill:#58a6ff}.p{fill:#6e7681}.w{stroke:#e6edf3}.e{fill:#ff7b72}.b{fill:#0d1117}}
</style>
`

// draw makes an SVG of panels. The scale of each panel starts at 0.
func draw(panels []panel) string {
	var b strings.Builder
	y := 8
	for _, p := range panels {
		y += line
		fmt.Fprintf(&b, "<text class=\"h\" x=\"8\" y=\"%d\">%s</text>\n", y, html.EscapeString(p.heading))
		most := 0.0
		for _, v := range p.bars {
			most = max(most, v.high)
		}
		slices.SortStableFunc(p.bars, func(a, b bar) int {
			if strings.Contains(p.heading, "/s") {
				return int(b.value - a.value)
			}
			return 0
		})
		for _, v := range p.bars {
			y += line
			b.WriteString(v.draw(y, most))
		}
		y += line / 2
	}
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">\n", width, y+line/2) + style + "<rect class=\"b\" width=\"100%\" height=\"100%\"/>\n" + b.String() + "</svg>\n"
}

// draw makes one bar, with a whisker from the lowest round to the highest.
func (v bar) draw(y int, most float64) string {
	label := fmt.Sprintf("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n", labels-8, y, html.EscapeString(v.who))
	if v.reason != "" {
		return label + fmt.Sprintf("<text class=\"e\" x=\"%d\" y=\"%d\">cannot run</text>\n", labels, y)
	}
	class := "p"
	if strings.HasPrefix(v.who, ours) {
		class = "o"
	}
	scale := func(value float64) float64 { return value / most * longest }
	middle := y - thickness/2 + 2
	return label + fmt.Sprintf("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>\n", class, labels, middle-thickness/2, scale(v.value), thickness) +
		fmt.Sprintf("<line class=\"w\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>\n", labels+scale(v.low), labels+scale(v.high), middle, middle) +
		fmt.Sprintf("<text x=\"%.1f\" y=\"%d\">%s</text>\n", labels+scale(v.high)+8, y, number(v.value))
}
