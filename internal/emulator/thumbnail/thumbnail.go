// Package thumbnail makes the small image that stands for an image column in a row.
package thumbnail

import (
	"bytes"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
)

// The errors of [Make]: the file is no image of a type that Dataverse takes, or it is one
// that the emulator cannot read.
var (
	ErrType       = errors.New("no image of the types GIF, JPEG, PNG, BMP or TIFF")
	ErrNotCovered = errors.New("an image that the emulator cannot make a thumbnail of: BMP, TIFF, or more than 50 million pixels")
)

// side is the longest side of a thumbnail, in pixels.
const side = 144

// maxPixels bounds the work on one image.
const maxPixels = 50_000_000

// format is a type of images: how its files begin, and how to read one.
type format struct {
	begins string
	config func(*bytes.Reader) (image.Config, error)
	decode func(*bytes.Reader) (image.Image, error)
}

// formats are the types that the documents list. The emulator cannot read the last three.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/image-column-data#image-file-types
var formats = []format{
	{"GIF8", func(r *bytes.Reader) (image.Config, error) { return gif.DecodeConfig(r) }, func(r *bytes.Reader) (image.Image, error) { return gif.Decode(r) }},
	{"\xff\xd8\xff", func(r *bytes.Reader) (image.Config, error) { return jpeg.DecodeConfig(r) }, func(r *bytes.Reader) (image.Image, error) { return jpeg.Decode(r) }},
	{"\x89PNG\r\n\x1a\n", func(r *bytes.Reader) (image.Config, error) { return png.DecodeConfig(r) }, func(r *bytes.Reader) (image.Image, error) { return png.Decode(r) }},
	{begins: "BM"}, {begins: "II*\x00"}, {begins: "MM\x00*"},
}

// Make returns the thumbnail of an image: a square of the middle, at most 144 pixels wide,
// as PNG. A square image that is small enough is its own thumbnail. The documents give the
// size; the format, and how a side of less than 144 pixels beside a longer one is treated,
// are doubts. The error is [ErrType] or [ErrNotCovered].
func Make(data []byte) ([]byte, error) {
	for _, f := range formats {
		if bytes.HasPrefix(data, []byte(f.begins)) {
			return f.make(data)
		}
	}
	return nil, ErrType
}

func (f format) make(data []byte) ([]byte, error) {
	if f.decode == nil {
		return nil, ErrNotCovered
	}
	config, err := f.config(bytes.NewReader(data))
	switch {
	case err != nil || config.Width <= 0 || config.Height <= 0:
		return nil, ErrType
	case config.Width > maxPixels/config.Height:
		return nil, ErrNotCovered
	}
	full, err := f.decode(bytes.NewReader(data))
	if err != nil {
		return nil, ErrType
	}
	size := full.Bounds().Size()
	if size.X == size.Y && size.X <= side {
		return data, nil
	}
	var out bytes.Buffer
	if err := png.Encode(&out, middle(full)); err != nil {
		return nil, ErrNotCovered
	}
	return out.Bytes(), nil
}

// middle is the square in the middle of an image, scaled down to the side of a thumbnail.
func middle(full image.Image) image.Image {
	b := full.Bounds()
	square := min(b.Dx(), b.Dy())
	width := min(square, side)
	left, top := b.Min.X+(b.Dx()-square)/2, b.Min.Y+(b.Dy()-square)/2
	small := image.NewNRGBA(image.Rect(0, 0, width, width))
	for y := range width {
		for x := range width {
			small.Set(x, y, full.At(left+x*square/width, top+y*square/width))
		}
	}
	return small
}
