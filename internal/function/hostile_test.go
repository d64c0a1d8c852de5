package function_test

import (
	"encoding/base64"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// answer is the raw response of a peer to a request. It contains parts of the request.
type answer = func(r *http.Request, body []byte) string

func bearer(r *http.Request) string {
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
}

// refuses is a refusal of Dataverse with that message.
func refuses(message func(r *http.Request, body []byte) string) answer {
	return func(r *http.Request, body []byte) string {
		return response("400 Bad Request", "OData-Version: 4.0\r\n", text(map[string]any{"error": map[string]string{"code": "0x80040203", "message": message(r, body)}}))
	}
}

func says(message string) answer {
	return refuses(func(*http.Request, []byte) string { return message })
}

// parts is a response to a batch with one part, given with its header.
func parts(part func(r *http.Request) string) answer {
	return func(r *http.Request, _ []byte) string {
		if r.Method == http.MethodGet { // the definitions, which a batch requests first
			return response("200 OK", "OData-Version: 4.0\r\n", `{"value":[{"LogicalName":"contact","EntitySetName":"contacts","PrimaryIdAttribute":"contactid","TableType":"Standard"}]}`)
		}
		return response("200 OK", "Content-Type: multipart/mixed; boundary=b\r\nOData-Version: 4.0\r\n", "--b\r\n"+part(r)+"\r\n--b--\r\n")
	}
}

// hostile is a peer that repeats the request.
type hostile struct {
	name    string
	message string // empty means the usual create
	answers answers
	// keeps is the text that an operator must still see.
	keeps string
}

const (
	create = `{"operation":"create","entitySet":"contacts","data":{"lastname":"` + heldName + `"}}`
	update = `{"operation":"update","entitySet":"contacts","id":"2fd1a6d3-7d55-8c3e-9a0b-6f8a4e1c9b70","data":{"lastname":"` + heldName + `"}}`
	batch  = `{"operation":"batch","operations":[` + update + `,` + update + `]}`
)

// TestHostileAnswers: wherever a peer repeats the token, the client secret, row data or a
// part of them in a response, the function's output does not contain it.
func TestHostileAnswers(t *testing.T) {
	t.Parallel()
	count := 0
	for _, all := range [][]hostile{hostileAPI(), hostileRefusals(), hostileParts(), hostileTokens(), hostileAWS()} {
		for _, tt := range all {
			count++
			if tt.message == "" {
				tt.message = create
			}
			t.Run(tt.name, func(t *testing.T) {
				t.Parallel()
				for _, way := range []struct {
					level  slog.Level
					queues bool
				}{{slog.LevelInfo, true}, {slog.LevelDebug, false}} {
					p := &peers{answers: tt.answers}
					said := p.said(t, way.level, way.queues, tt.message)
					for _, s := range canaries().Find(said) {
						t.Errorf("queues %v: leaked %v", way.queues, s)
					}
					if (way.queues || tt.answers.queue == nil) && !strings.Contains(said, tt.keeps) {
						t.Errorf("queues %v: no output has %q:\n%s", way.queues, tt.keeps, said)
					}
				}
			})
		}
	}
	if count < 22 {
		t.Errorf("%d responses, want the 22 that were found, and more", count)
	}
}

// hostileAPI are responses of the Web API that are malformed HTTP, and hostile headers.
func hostileAPI() []hostile {
	raw := func(name, keeps string, api answer) hostile { return hostile{name, "", answers{api: api}, keeps} }
	const end = "\r\nConnection: close\r\n\r\n"
	return []hostile{
		raw("token in the status line", "malformed response: the status line", func(r *http.Request, _ []byte) string { return "HTTP/1.1 " + bearer(r) + " x" + end }),
		raw("row in the status line", "malformed response: the status line", func(_ *http.Request, b []byte) string {
			return "HTTP/1.1 " + strings.ReplaceAll(string(b), " ", "_") + " x" + end
		}),
		raw("token as the whole answer", "malformed response: the status line", func(r *http.Request, b []byte) string {
			return "refused by the gateway, you sent " + bearer(r) + " and " + string(b) + end
		}),
		raw("token in a malformed header line", "malformed response: the header", func(r *http.Request, b []byte) string {
			return "HTTP/1.1 400 Bad\r\n" + bearer(r) + " " + string(b) + end
		}),
		raw("token in Content-Length", "malformed response: the length of the body", func(r *http.Request, _ []byte) string {
			return "HTTP/1.1 400 Bad\r\nContent-Length: " + bearer(r) + end
		}),
		raw("row in Transfer-Encoding", "malformed response: the transfer encoding", func(_ *http.Request, b []byte) string {
			return "HTTP/1.1 400 Bad\r\nTransfer-Encoding: " + string(b) + end
		}),
		raw("token in the chunks of a success", "", func(r *http.Request, _ []byte) string {
			return "HTTP/1.1 200 OK\r\nOData-Version: 4.0\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + bearer(r) + "\r\n"
		}),
		raw("token in the reason", "400", func(r *http.Request, _ []byte) string { return response("400 "+bearer(r)+" "+heldName, "", "") }),
		raw("token in the content type", "another type", func(r *http.Request, _ []byte) string {
			return response("400 Bad Request", "Content-Type: "+bearer(r)+"/"+bearer(r)+"\r\n", "x")
		}),
		raw("token in the request id", "0x80040203", func(r *http.Request, b []byte) string {
			return response("400 Bad Request", "X-Ms-Service-Request-Id: "+bearer(r)+" "+string(b)+"\r\nOData-Version: 4.0\r\n", `{"error":{"code":"0x80040203","message":"x"}}`)
		}),
		raw("token in the other request id", "0x80040203", func(r *http.Request, b []byte) string {
			return response("400 Bad Request", "REQ_ID: "+bearer(r)+"\r\nOData-Version: 4.0\r\n", `{"error":{"code":"0x80040203","message":"x"}}`)
		}),
		raw("token in the request id of a success", "message done", func(r *http.Request, b []byte) string {
			return response("204 No Content", "X-Ms-Service-Request-Id: "+bearer(r)+" "+string(b)+"\r\nOData-Version: 4.0\r\n", "")
		}),
		raw("token in Retry-After", "429", func(r *http.Request, b []byte) string {
			return response("429 Too Many Requests", "Retry-After: "+bearer(r)+" "+string(b)+"\r\n", "")
		}),
		raw("token in Location", "302", func(r *http.Request, b []byte) string {
			return response("302 Found", "Location: https://"+bearer(r)+"/"+url.QueryEscape(string(b))+"\r\n", "")
		}),
		raw("no answer", "(EOF)", func(*http.Request, []byte) string { return "" }),
	}
}

// hostileRefusals are refusals in the form of Dataverse with hostile words.
func hostileRefusals() []hostile {
	refusal := func(name, keeps string, message answer) hostile {
		return hostile{name, "", answers{api: refuses(message)}, keeps}
	}
	quotes := func(name, quoted string) hostile {
		return refusal(name, "A validation error occurred", func(*http.Request, []byte) string { return "A validation error occurred: '" + quoted + "'." })
	}
	part := func(name string, from, to int) hostile {
		return refusal(name, "was cut", func(r *http.Request, _ []byte) string { return "token " + bearer(r)[from:to] + " was cut" })
	}
	return []hostile{
		refusal("token and row", "refused", func(r *http.Request, b []byte) string { return bearer(r) + " " + string(b) + " refused" }),
		part("token partially", 0, 40),
		part("token's second half", 40, len(heldToken)),
		part("ten characters of a token", 20, 30),
		refusal("half of the token, escaped", "was cut", func(r *http.Request, _ []byte) string {
			return "token " + strings.ReplaceAll(url.QueryEscape(strings.ToUpper(bearer(r)[:40])), "E", "%45") + " was cut"
		}),
		refusal("token in base64", "refused", func(r *http.Request, _ []byte) string {
			return "refused " + base64.StdEncoding.EncodeToString([]byte("Bearer "+bearer(r)))
		}),
		quotes("row value in base64", base64.StdEncoding.EncodeToString([]byte(heldName))),
		quotes("row in base64 of URLs, within more", "x_"+base64.RawURLEncoding.EncodeToString([]byte(`{"lastname":"`+heldName+`"}`))+"-y"),
		quotes("row value in hex", hex.EncodeToString([]byte(heldName))),
		quotes("row value in UTF-16 in base64", base64.StdEncoding.EncodeToString([]byte(strings.Join(strings.Split(heldName, ""), "\x00")+"\x00"))),
		quotes("first name of a value", "Rosalind"),
		quotes("row value in small letters", strings.ToLower(heldName)),
		quotes("row value for a URL", url.QueryEscape(heldName)),
		quotes("words of a value", "Rowdata+Canary, ROSALIND; Canary%2C%52owdata"),
		{"row in a code", "", answers{api: func(r *http.Request, _ []byte) string {
			return response("400 Bad Request", "OData-Version: 4.0\r\n", text(map[string]any{"error": map[string]string{"code": "Rosalind " + bearer(r), "message": "no"}}))
		}}, "no"},
		{"row in a page", "", answers{api: func(r *http.Request, b []byte) string {
			return response("502 Bad Gateway", "Content-Type: text/html\r\n", "<html>"+bearer(r)+string(b))
		}}, "502"},
	}
}

// hostileParts are responses to a batch.
func hostileParts() []hostile {
	const http400 = "Content-Type: application/http\r\n\r\nHTTP/1.1 400 Bad Request\r\n"
	part := func(name, keeps string, of func(r *http.Request) string) hostile {
		return hostile{name, batch, answers{api: parts(of)}, keeps}
	}
	return []hostile{
		part("body of a batch part", "a part of the batch response", func(r *http.Request) string {
			return "Content-Type: application/http\r\n\r\n" + heldName + " " + bearer(r)
		}),
		part("header of a batch part", "the batch response", func(r *http.Request) string { return heldName + " " + bearer(r) + "\r\n\r\nx" }),
		part("status of a batch part", "a part of the batch response", func(r *http.Request) string {
			return "Content-Type: application/http\r\n\r\nHTTP/1.1 " + bearer(r) + " " + heldName + "\r\n"
		}),
		part("Content-ID of a batch part", "400", func(r *http.Request) string { return "Content-ID: " + bearer(r) + "\r\n" + http400 + "\r\n" }),
		part("request id of a batch part", "400", func(r *http.Request) string { return http400 + "X-Ms-Service-Request-Id: " + bearer(r) + "\r\n\r\n" }),
		part("message of a batch part", "refused", func(r *http.Request) string {
			return http400 + "\r\n" + text(map[string]any{"error": map[string]string{"code": "0x80040203", "message": "refused " + bearer(r)[:30] + " Rosalind"}})
		}),
		part("boundary of a change set", "the response is not a batch response", func(r *http.Request) string {
			return "Content-Type: multipart/mixed; boundary=\r\n\r\n" + bearer(r)
		}),
		{"boundary of a batch", batch, answers{api: func(r *http.Request, _ []byte) string {
			return response("200 OK", "Content-Type: multipart/mixed; boundary="+bearer(r)+" "+heldName+"\r\nOData-Version: 4.0\r\n", heldName)
		}}, "batch"},
	}
}

// hostileTokens are responses of the token endpoint.
func hostileTokens() []hostile {
	token := func(name, keeps string, of func(form string) string) hostile {
		return hostile{name, "", answers{token: func(_ *http.Request, b []byte) string { return of(string(b)) }}, keeps}
	}
	const end = "\r\nConnection: close\r\n\r\n"
	const isJSON = "Content-Type: application/json\r\n"
	return []hostile{
		token("secret in the Location", "malformed response: the header Location", func(form string) string {
			return response("302 Found", "Location: http://["+form+"\r\n", "")
		}),
		token("secret in the status line", "malformed response: the status line", func(form string) string { return "HTTP/1.1 " + form + " x" + end }),
		token("secret as the whole answer", "malformed response: the status line", func(form string) string { return "you sent " + form + end }),
		token("secret in JSON of the wrong type", "get token", func(form string) string {
			return response("200 OK", isJSON, `{"access_token":"", "error":"`+form+`","expires_in":"`+heldSecret+`"}`)
		}),
		token("secret in expires_in", "malformed response: not the JSON of a token", func(string) string {
			return response("200 OK", isJSON, `{"access_token":"x", "expires_in":"`+heldSecret+`"}`)
		}),
		token("secret in the content type", "malformed response", func(form string) string { return response("200 OK", "Content-Type: "+form+"\r\n", "x") }),
		token("secret in a form", "malformed response", func(string) string {
			return response("200 OK", "Content-Type: application/x-www-form-urlencoded\r\n", "access_token=%zz"+heldSecret)
		}),
		token("secret without a token", "malformed response: no access_token", func(string) string {
			return response("200 OK", isJSON, `{"token":"`+heldSecret+`"}`)
		}),
		token("secret in the trace id", "AADSTS7000215", func(form string) string {
			return response("401 x", isJSON, `{"error":"invalid_client","error_description":"AADSTS7000215: x `+form+`","trace_id":"`+heldSecret+`","error_codes":[7000215]}`)
		}),
		token("secret in the code", "401", func(string) string {
			return response("401 x", isJSON, `{"error":"`+heldSecret+`","error_description":"AADSTS`+heldSecret+`: `+heldSecret[:12]+`"}`)
		}),
		token("half of the secret, in base64", "AADSTS7000215", func(string) string {
			return response("401 x", isJSON, `{"error":"invalid_client","error_description":"AADSTS7000215: `+base64.StdEncoding.EncodeToString([]byte(heldSecret[:12]))+`"}`)
		}),
		token("secret in the reason", "503", func(form string) string { return response("503 "+form, "", form) }),
		token("secret in what breaks off", "malformed response", func(form string) string {
			return "HTTP/1.1 200 OK\r\n" + isJSON + "Content-Length: 5000" + end + `{"access_token":"` + form
		}),
	}
}

// hostileAWS are responses of Secrets Manager, and of SQS to SendMessage.
func hostileAWS() []hostile {
	secret := text(map[string]string{"clientSecret": heldSecret})
	fault := func(code, message string) answer {
		return func(_ *http.Request, b []byte) string {
			return response("400 Bad Request", "Content-Type: application/x-amz-json-1.0\r\nX-Amzn-Requestid: "+heldName+" "+heldSecret+"\r\n",
				text(map[string]string{"__type": code, "message": message + " " + string(b)}))
		}
	}
	manager := func(name, keeps string, of answer) hostile { return hostile{name, "", answers{secret: of}, keeps} }
	queue := func(name, keeps string, of answer) hostile {
		return hostile{name, "", answers{api: says("no"), queue: of}, keeps}
	}
	return []hostile{
		manager("Secrets Manager: secret in a message", "400 AccessDeniedException", fault("AccessDeniedException", secret)),
		manager("Secrets Manager: secret in a code", "400 a code that is not known", fault(heldSecret, "")),
		manager("Secrets Manager: secret in the status line", "malformed response: the status line", func(*http.Request, []byte) string {
			return "HTTP/1.1 " + heldSecret + "\r\n\r\n"
		}),
		manager("Secrets Manager: secret in what is not JSON", "200 malformed response", func(*http.Request, []byte) string {
			return response("200 OK", "", `{"SecretString":"`+heldSecret)
		}),
		manager("Secrets Manager: secret of another form", "not a JSON object", func(*http.Request, []byte) string {
			return response("200 OK", "", text(map[string]string{"SecretString": heldSecret}))
		}),
		queue("SQS: row in a message", "400 QueueDoesNotExist", fault("com.amazonaws.sqs#QueueDoesNotExist", "")),
		queue("SQS: row in a code", "400 a code that is not known", fault("Rosalind", "")),
		queue("SQS: row in the status line", "malformed response: the status line", func(_ *http.Request, b []byte) string {
			return "HTTP/1.1 " + string(b) + "\r\n\r\n"
		}),
		queue("SQS: row in what is not JSON", "200 malformed response", func(_ *http.Request, b []byte) string { return response("200 OK", "", "["+string(b)) }),
	}
}
