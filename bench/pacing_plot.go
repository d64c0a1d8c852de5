package main

import (
	"fmt"
	"html"
	"strings"

	"sns-dynamics/internal/proof/pacing"
)

// The colours of the lines: the function, the function without headers, and the others.
var lineColours = [...]string{"#0969da", "#8250df", "#1a7f37", "#bf8700", "#cf222e", "#57606a"}

const (
	chartWidth, chartHeight = 560, 150
	chartLeft               = 60
)

// plot draws the messages of each minute beside the limit, with 10 containers and one server.
func (p pacingResults) plot() string {
	var b strings.Builder
	y := 8
	s := pacing.Scenario{Servers: 1}
	limit := 60 * s.Capacity()
	for _, load := range loads {
		fmt.Fprintf(&b, "<text class=\"h\" x=\"8\" y=\"%d\">%d %% of what the environment takes, messages a minute</text>\n", y+line, load)
		y += line + 10
		top := 0.0
		for _, who := range p.names() {
			for _, l := range p[who][fmt.Sprint(load)].lines {
				for _, v := range l {
					top = max(top, v)
				}
			}
		}
		top = min(max(top, limit*1.2), limit*2.5)
		at := func(minute, value float64) string {
			return fmt.Sprintf("%.1f,%.1f", chartLeft+minute/60*chartWidth, float64(y+chartHeight)-min(value, top)/top*chartHeight)
		}
		// The other client takes half of the limit.
		fmt.Fprintf(&b, "<polyline class=\"w\" fill=\"none\" stroke-dasharray=\"5 3\" points=\"%s %s %s %s %s %s\"/>\n",
			at(0, limit), at(20, limit), at(20, limit/2), at(40, limit/2), at(40, limit), at(60, limit))
		fmt.Fprintf(&b, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f</text>\n", chartLeft-6, float64(y+chartHeight)-limit/top*chartHeight+4, limit)
		for i, who := range p.names() {
			for _, l := range p[who][fmt.Sprint(load)].lines {
				var points []string
				for minute, v := range l {
					points = append(points, at(float64(minute)+0.5, v))
				}
				fmt.Fprintf(&b, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\" points=\"%s\"/>\n", lineColours[i], 1+1.5*float64(1-min(i, 1)), strings.Join(points, " "))
			}
			fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" style=\"fill:%s\">%s</text>\n", chartLeft+chartWidth+16, y+16+i*line, lineColours[i], html.EscapeString(who))
		}
		y += chartHeight + line
	}
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">\n", width-80, y+line) + style + "<rect class=\"b\" width=\"100%\" height=\"100%\"/>\n" + b.String() +
		fmt.Sprintf("<text x=\"%d\" y=\"%d\">dashes: what the limit leaves; another client takes half of it from minute 20 to 40</text>\n</svg>\n", chartLeft, y)
}
