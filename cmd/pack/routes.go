package main

import (
	"fmt"

	"sns-dynamics/internal/function/route"
	"sns-dynamics/internal/operator/routes"
)

// routesFolder is the folder of the zip file in which the function finds its routes.
const routesFolder = "routes/"

// compileRoutes returns the compiled routes of a folder. The error names the first problem.
func compileRoutes(dir string) (entry, error) {
	folder, problems, err := routes.Read(dir)
	if err != nil {
		return entry{}, err
	}
	if len(problems) > 0 {
		return entry{}, fmt.Errorf("%s: dynctl routes check lists all problems", problems[0])
	}
	text, err := folder.Text()
	if err != nil {
		return entry{}, err
	}
	return entry{routesFolder + route.FileName, text, dataMode}, nil
}
