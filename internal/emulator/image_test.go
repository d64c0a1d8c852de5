package emulator_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// picture is an image of a size in a format, with a white middle.
func picture(tb testing.TB, format string, width, height int) []byte {
	tb.Helper()
	m := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.Black, color.White})
	for y := height / 4; y < height-height/4; y++ {
		for x := width / 4; x < width-width/4; x++ {
			m.SetColorIndex(x, y, 1)
		}
	}
	var b bytes.Buffer
	err := map[string]func() error{
		"gif": func() error { return gif.Encode(&b, m, nil) }, "jpeg": func() error { return jpeg.Encode(&b, m, nil) }, "png": func() error { return png.Encode(&b, m) },
	}[format]()
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// withImageColumn gives accounts an image column that keeps full-sized images.
func withImageColumn(m map[string]any) {
	m["tables"].([]any)[0].(map[string]any)["columns"].(map[string]any)["sample_imagecolumn"] = "Image(64,1)"
}

func TestImageInARow(t *testing.T) {
	c := start(t, emulator.Options{Now: fixedClock})
	small := picture(t, "png", 20, 20)
	text := base64.StdEncoding.EncodeToString(small)
	id := c.must(204, "POST", "accounts", `{"name":"x","entityimage":"`+text+`"}`).created()
	path := "accounts(" + id + ")"
	row := c.must(200, "GET", path, "").json(t)
	if _, there := row["entityimage"]; there {
		t.Error("the image is in a row that did not ask for it")
	}
	stamp := row["entityimage_timestamp"]
	want := fmt.Sprintf("/Image/download.aspx?Entity=account&Attribute=entityimage&Id=%s&Timestamp=%s", row["entityimageid"], stamp)
	if row["entityimage_url"] != want || stamp != json.Number("639308412000000000") {
		t.Errorf("URL %v, timestamp %v", row["entityimage_url"], stamp)
	}
	if row := c.must(200, "GET", path+"?$select=entityimage", "").json(t); row["entityimage"] != text {
		t.Errorf("the row %v", row)
	}
	if r := c.must(200, "GET", path+"/entityimage/$value", ""); !bytes.Equal(r.body, small) || r.header.Get("x-ms-file-size") != fmt.Sprint(len(small)) {
		t.Errorf("%d bytes, %v", len(r.body), r.header)
	}
	c.must(204, "GET", path+"/entityimage/$value?size=full", "") // the column keeps thumbnails alone
	if list := c.must(200, "GET", "accounts?$select=name,entityimage&$filter=name%20eq%20'x'", "").values(t); list[0]["entityimage"] != text {
		t.Errorf("the list %v", list)
	}
	for _, remove := range []func(){
		func() { c.must(204, "PATCH", path, `{"entityimage":null}`) },
		func() { c.must(204, "PUT", path+"/entityimage", `{"value":null}`) },
		func() { c.must(204, "DELETE", path+"/entityimage", "") },
	} {
		c.must(204, "PUT", path+"/entityimage", `{"value":"`+text+`"}`)
		c.must(200, "GET", path+"/entityimage/$value", "")
		remove()
		row := c.must(200, "GET", path+"?$select=entityimage,entityimageid,entityimage_url,entityimage_timestamp", "").json(t)
		if row["entityimage"] != nil || row["entityimageid"] != nil || row["entityimage_url"] != nil || row["entityimage_timestamp"] != nil {
			t.Errorf("what is left: %v", row)
		}
		c.must(204, "GET", path+"/entityimage/$value", "")
	}
	c.refuses([]refused{
		{"no base64", "PATCH", path, `{"entityimage":"%"}`, nil, 400, "0x80048d19", "Edm.Binary"},
		{"no text", "PATCH", path, `{"entityimage":5}`, nil, 400, "0x80048d19", "Edm.Binary"},
		{"no image", "PATCH", path, `{"entityimage":"aGVsbG8="}`, nil, 400, "0x80072553", "Update image properties failed for objectid: " + id + ", logicalName: account, attribute: entityimage"},
		{"broken", "PATCH", path, `{"entityimage":"` + base64.StdEncoding.EncodeToString(small[:len(small)/2]) + `"}`, nil, 400, "0x80072553", "attribute: entityimage"},
		{"bitmap", "PATCH", path, `{"entityimage":"` + base64.StdEncoding.EncodeToString([]byte("BM....")) + `"}`, nil, 501, "NotCovered", "BMP"},
		{"filter", "GET", "accounts?$filter=entityimage%20ne%20null", "", nil, 501, "NotCovered", "Edm.Binary"},
		{"order", "GET", "accounts?$orderby=entityimage", "", nil, 501, "NotCovered", "Edm.Binary"},
		{"size", "GET", path + "/entityimage/$value?size=small", "", nil, 501, "NotCovered", "size=small"},
		{"size elsewhere", "GET", path + "?size=full", "", nil, 501, "NotCovered", "download"},
	})
}

func TestImageURL(t *testing.T) {
	c := start(t, emulator.Options{})
	r := c.do("GET", c.conn.AuthorityHost+"/Image/download.aspx?Entity=account", nil, c.header())
	if _, message := r.refusal(); r.status != 501 || !strings.Contains(message, "/Image/download.aspx") {
		t.Errorf("%d %s", r.status, r.body)
	}
}

func TestThumbnails(t *testing.T) {
	c := start(t, emulator.Options{Schema: editedSchema(t, withImageColumn)})
	path := "accounts(" + emulator.AccountID + ")"
	for _, tt := range []struct {
		format               string
		width, height, thumb int
	}{{"png", 300, 428, 144}, {"jpeg", 91, 130, 91}, {"gif", 144, 144, 144}, {"gif", 400, 60, 60}} {
		full := picture(t, tt.format, tt.width, tt.height)
		c.must(204, "PATCH", path, `{"sample_imagecolumn":"`+base64.StdEncoding.EncodeToString(full)+`"}`)
		r := c.must(200, "GET", path+"/sample_imagecolumn/$value", "")
		m, _, err := image.Decode(bytes.NewReader(r.body))
		if err != nil {
			t.Fatal(err)
		}
		if size := m.Bounds().Size(); size.X != tt.thumb || size.Y != tt.thumb {
			t.Errorf("%s of %d x %d: the thumbnail is %v", tt.format, tt.width, tt.height, size)
		}
		if r, _, _, _ := m.At(tt.thumb/2, tt.thumb/2).RGBA(); r < 0xf000 {
			t.Errorf("%s of %d x %d: the middle is not white", tt.format, tt.width, tt.height)
		}
		if r := c.must(200, "GET", path+"/sample_imagecolumn/$value?size=full", ""); !bytes.Equal(r.body, full) {
			t.Errorf("the full-sized image has %d bytes, want %d", len(r.body), len(full))
		}
	}
}

func TestUploadedImage(t *testing.T) {
	schema := editedSchema(t, withImageColumn)
	c := start(t, emulator.Options{Schema: schema})
	path := "accounts(" + emulator.AccountID + ")/sample_imagecolumn"
	octets := []string{"Content-Type", "application/octet-stream", "x-ms-file-name", "a.png"}
	full := picture(t, "png", 200, 200)
	c.must(204, "PATCH", path, string(full), octets...)
	again := start(t, emulator.Options{Schema: schema, State: save(t, c.Emulator)})
	r := again.must(200, "GET", path+"/$value?size=full", "")
	if !bytes.Equal(r.body, full) || r.header.Get("x-ms-file-name") != "a.png" {
		t.Errorf("%d bytes, %v", len(r.body), r.header)
	}
	c.must(204, "DELETE", path, "")
	c.must(204, "GET", path+"/$value?size=full", "")
	if strings.Contains(string(save(t, c.Emulator)), "@content") {
		t.Error("the image is still in the state")
	}
	c.refuses([]refused{
		{"too large", "PATCH", path, string(full) + strings.Repeat("x", 64<<10), octets, 400, "0x80072553", "File size is too big."},
		{"no image", "PATCH", path, "hello", octets, 400, "0x80072553", "attribute: sample_imagecolumn"},
		{"on create", "POST", "accounts", `{"sample_imagecolumn":"` + base64.StdEncoding.EncodeToString(full) + `"}`, nil, 400, "0x80090487", "Non-primary image attribute sample_imagecolumn of entity account"},
		{"no privilege", "PATCH", path, string(full), append(octets, "MSCRMCallerID", emulator.EveID), 403, "0x80042f09", "role"},
	})
	c.must(204, "POST", "accounts", `{"name":"x","sample_imagecolumn":null}`)
	column := c.must(200, "GET", "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='sample_imagecolumn')/Microsoft.Dynamics.CRM.ImageAttributeMetadata?$select=MaxSizeInKB,CanStoreFullImage,IsPrimaryImage,AttributeTypeName", "").json(t)
	if column["MaxSizeInKB"] != json.Number("64") || column["CanStoreFullImage"] != true || column["IsPrimaryImage"] != false || fmt.Sprint(column["AttributeTypeName"]) != "map[Value:ImageType]" {
		t.Errorf("the column %v", column)
	}
	table := c.must(200, "GET", "EntityDefinitions(LogicalName='account')?$select=PrimaryImageAttribute", "").json(t)
	if table["PrimaryImageAttribute"] != "entityimage" {
		t.Errorf("the table %v", table)
	}
}
