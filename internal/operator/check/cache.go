package check

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// CacheFile returns the path of the cached metadata of an environment, by its service root
// URL: in the cache directory of the user, under sns-dynamics and the host, one file for
// each version of the Web API. The error says that the URL has no host or no version, or
// that the user has no cache directory.
func CacheFile(root string) (string, error) {
	u, err := url.Parse(root)
	if err != nil || !regexp.MustCompile(`^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*(:\d+)?$`).MatchString(u.Host) {
		return "", errors.New("the service root has no host to keep metadata under")
	}
	version := path.Base(u.Path)
	if !regexp.MustCompile(`^v\d+\.\d+$`).MatchString(version) {
		return "", errors.New("the service root names no version of the Web API")
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	host := strings.ReplaceAll(u.Host, ":", "_") // not every system takes a colon in a name
	return filepath.Join(dir, "sns-dynamics", host, "metadata-"+version+".json"), nil
}

// cacheFormat is the version of the cache file. Increment it if the meaning of [Model] changes.
const cacheFormat = 2

// cache is a model and the ETag of the document that it was read from.
type cache struct {
	etag  string
	model *Model
}

// cacheEntry is the content of a cache file. The checksum detects a damaged file.
type cacheEntry struct {
	Format int             `json:"format"`
	ETag   string          `json:"etag"`
	Sum    string          `json:"sha256"`
	Model  json.RawMessage `json:"model"`
}

// readCache reads a cache file. It finds no cache if the file is missing, damaged, or in
// another format.
func readCache(file string) (c cache, found bool) {
	if file == "" {
		return cache{}, false
	}
	f, err := os.Open(file)
	if err != nil {
		return cache{}, false
	}
	defer f.Close()
	var e cacheEntry
	if json.NewDecoder(io.LimitReader(f, maxDocument)).Decode(&e) != nil || e.Format != cacheFormat || e.ETag == "" || e.Sum != sum(e.ETag, e.Model) {
		return cache{}, false
	}
	c = cache{etag: e.ETag}
	return c, json.Unmarshal(e.Model, &c.model) == nil && c.model != nil
}

// writeCache replaces the whole file. Only its owner can read the file. It writes no document
// without an ETag, because the environment could not report later whether it changed.
func writeCache(file string, c cache) (err error) {
	if file == "" || c.etag == "" {
		return nil
	}
	defer func() {
		// The error must not name the temporary file, which the user does not know.
		if e, ok := errors.AsType[*os.PathError](err); ok {
			err = fmt.Errorf("%s %s: %w", e.Op, filepath.Dir(file), e.Err)
		}
	}()
	model, err := json.Marshal(c.model)
	if err != nil {
		return err
	}
	entry, err := json.Marshal(cacheEntry{cacheFormat, c.etag, sum(c.etag, model), model})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), "metadata-*.tmp") // for its owner alone
	if err != nil {
		return err
	}
	_, err = f.Write(entry)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

func sum(etag string, model []byte) string {
	s := sha256.Sum256(append([]byte(etag+"\n"), model...))
	return hex.EncodeToString(s[:])
}
