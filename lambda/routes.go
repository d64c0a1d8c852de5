package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/route"
)

// routes reads the routes of a folder. Without a folder it reads the folder routes beside the
// program, and returns nil if there are no routes.
func routes(folder string, executable func() (string, error)) (*route.Table, error) {
	if folder != "" {
		t, err := route.Read(folder)
		if err != nil {
			return nil, fmt.Errorf("environment variable %s: %w", config.Routes, err)
		}
		return t, nil
	}
	program, err := executable()
	if err != nil {
		return nil, fmt.Errorf("find the routes: %w", err)
	}
	t, err := route.Read(filepath.Join(filepath.Dir(program), "routes"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return t, err
}
