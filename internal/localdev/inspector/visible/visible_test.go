package visible

import "testing"

func TestPage(t *testing.T) {
	for _, tt := range []struct{ page, want string }{
		{"<td title=\"a\u202Eb\">a\u202Egpj.exe\u0085\u007F\u2066</td>", "<td title=\"a⟨U+202E⟩b\">a⟨U+202E⟩gpj.exe⟨U+0085⟩⟨U+007F⟩⟨U+2066⟩</td>"},
		{"<textarea name=\"m\">a\n\u202Eb</textarea>\u200F<input value=\"\u202E\">", "<textarea name=\"m\">a\n\u202Eb</textarea>⟨U+200F⟩<input value=\"\u202E\">"},
		{"a\u200Bb\uFEFF\u00AD\u2060", "a⟨U+200B⟩b⟨U+FEFF⟩⟨U+00AD⟩⟨U+2060⟩"},
		{"é … 日本 \U0001F600\n\t", "é … 日本 \U0001F600\n\t"},
	} {
		if got := string(Page([]byte(tt.page))); got != tt.want {
			t.Errorf("%q:\n got %q\nwant %q", tt.page, got, tt.want)
		}
	}
}

func TestJSON(t *testing.T) {
	const text, want = "{\"a\": \"\u202Eb\u0080\"}", `{"a": "\u202eb\u0080"}`
	if got := JSON(text); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
