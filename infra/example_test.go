package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The program writes the template, and with -check compares a file with it.
func Example() {
	folder, err := os.MkdirTemp("", "infra")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "template.yaml")
	var output strings.Builder
	run([]string{"-o", file}, &output, &output)
	run([]string{"-o", file, "-check"}, &output, &output)
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		fmt.Println(err)
		return
	}
	run([]string{"-o", file, "-check"}, &output, &output)
	fmt.Print(strings.ReplaceAll(output.String(), folder+string(filepath.Separator), ""))
	// Output:
	// template.yaml: written
	// template.yaml: up to date
	// infra: template.yaml is stale: run make template
}

// The template is a Go value. Its resources are under their logical ids.
func Example_template() {
	t := newTemplate()
	fmt.Println(t.Resources[functionID].AWSCloudFormationType())
	fmt.Println(t.Resources[queueID].AWSCloudFormationType())
	fmt.Println(t.Parameters[deliveryParameter].AllowedValues)
	// Output:
	// AWS::Lambda::Function
	// AWS::SQS::Queue
	// [direct queued ordered]
}
