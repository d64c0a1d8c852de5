//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package statefile

import "os"

// syncDirectory brings the names in a folder to the disk.
func syncDirectory(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
