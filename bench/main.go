// Command bench measures the function and the alternatives to it in one run, against the
// emulator over TLS. See README.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) > 0 && arguments[0] == "serve" {
		return serve(arguments[1:], os.Stdin, os.Stdout)
	}
	var b bench
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.StringVar(&b.home, "home", "bench", "`folder` of the peers, the plots and results.json")
	flags.StringVar(&b.zip, "zip", "dist/function.zip", "`file` that make package wrote")
	flags.BoolVar(&b.quick, "quick", false, "measure less, within two minutes")
	flags.StringVar(&b.only, "only", "", "measure no more than `name`: warm, values, routes, upserts, mixed, cold, memory, growth, ceiling, pacing or cost; only pacing and cost write their results")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	home, err := filepath.Abs(b.home)
	if err != nil {
		return err
	}
	b.home = home
	if b.dir, err = os.MkdirTemp("", "bench"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	begun := time.Now()
	if err := writeAuthority(b.dir, begun); err != nil {
		return err
	}
	// net/http and the AWS SDK trust the certificates in this file. They read the variable
	// once.
	if err := os.Setenv("SSL_CERT_FILE", filepath.Join(b.dir, caFile)); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := b.measure(ctx); err != nil {
		return err
	}
	r := report{Machine: b.machine(), Quick: b.quick, Seconds: round(time.Since(begun).Seconds(), 3), Results: b.results, Pacing: b.pacing, Cost: b.cost}
	r.compare()
	r.Targets = r.judge()
	results := filepath.Join(b.home, "results.json")
	if b.only != "" && (r.Pacing != nil || r.Cost != nil) {
		r.Pacing.print(os.Stdout)
		printCosts(r.Cost, os.Stdout)
		return errors.Join(r.writeParts(results), r.plotPacing(b.home))
	}
	r.print(os.Stdout)
	if b.only != "" {
		return nil
	}
	errs := []error{r.write(results), r.plot(b.home), r.plotPacing(b.home)}
	if !b.quick { // the figures of a quick run are too rough for the document
		errs = append(errs, r.writeReadme(filepath.Join(b.home, "README.md")))
	}
	return errors.Join(errs...)
}
