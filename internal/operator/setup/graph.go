package setup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"sns-dynamics/internal/cause"
)

// Graph is Microsoft Graph, with the access token of a user or an application that may
// change applications.
type Graph struct {
	// Root is the scheme and host, such as https://graph.microsoft.com.
	Root  string
	Token string
	// Transport sends the requests; nil means http.DefaultTransport.
	Transport http.RoundTripper
}

// GraphRoot returns the root of Microsoft Graph for the cloud of an authority.
//
// See https://learn.microsoft.com/graph/deployments
func GraphRoot(authorityHost string) string {
	switch host := strings.TrimPrefix(authorityHost, "https://"); {
	case strings.HasSuffix(host, ".us"):
		return "https://graph.microsoft.us"
	case strings.HasSuffix(host, ".cn"):
		return "https://microsoftgraph.chinacloudapi.cn"
	}
	return "https://graph.microsoft.com"
}

// GraphError is a refusal of Microsoft Graph.
type GraphError struct {
	Op      string
	Status  int
	Code    string // often empty
	Message string
}

// Error is one line.
func (e *GraphError) Error() string {
	return strings.Join(strings.Fields(fmt.Sprintf("%s: %d %s %s", e.Op, e.Status, e.Code, e.Message)), " ")
}

// Outcomes of [Graph.Ensure].
const (
	Created   = "created"
	Updated   = "updated"
	Unchanged = "unchanged"
)

// Ensure makes a federated identity credential of an application, or changes the one of its
// name. A credential with the same issuer, subject and audience stays as it is, whatever its
// name. With dryRun it only says what it would do. The error is a [*GraphError], or says why
// no response came.
//
// See https://learn.microsoft.com/graph/api/application-post-federatedidentitycredentials
func (g Graph) Ensure(ctx context.Context, clientID string, c FederatedCredential, dryRun bool) (outcome string, err error) {
	path := "/v1.0/applications(appId='" + url.PathEscape(clientID) + "')/federatedIdentityCredentials"
	var all struct{ Value []FederatedCredential }
	if err := g.do(ctx, "list the federated identity credentials", http.MethodGet, path, nil, &all); err != nil {
		return "", err
	}
	for _, had := range all.Value {
		if had.Issuer == c.Issuer && had.Subject == c.Subject && slices.Equal(had.Audiences, c.Audiences) {
			return Unchanged, nil
		}
	}
	i := slices.IndexFunc(all.Value, func(had FederatedCredential) bool {
		return had.Name == c.Name || had.Issuer == c.Issuer && had.Subject == c.Subject
	})
	switch {
	case i >= 0 && dryRun:
		return Updated, nil
	case i >= 0:
		c.Name = all.Value[i].Name // which nobody can change
		return Updated, g.do(ctx, "change the federated identity credential", http.MethodPatch, path+"/"+url.PathEscape(all.Value[i].ID), c, nil)
	case dryRun:
		return Created, nil
	}
	return Created, g.do(ctx, "make the federated identity credential", http.MethodPost, path, c, nil)
}

const (
	graphTimeout     = 30 * time.Second
	maxGraphResponse = 1 << 20
)

// do sends one request.
func (g Graph) do(ctx context.Context, op, method, path string, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, graphTimeout)
	defer cancel()
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, method, g.Root+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%s: the address of Microsoft Graph is malformed", op)
	}
	if in == nil {
		r.Body, r.ContentLength = http.NoBody, 0
	}
	r.Header.Set("Authorization", "Bearer "+g.Token)
	r.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: g.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		return fmt.Errorf("%s: %w", op, cause.Of(err))
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxGraphResponse))
	if err != nil {
		return fmt.Errorf("%s: %w", op, cause.Of(err))
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		var refusal struct {
			Error struct{ Code, Message string }
		}
		_ = json.Unmarshal(text, &refusal) // the status matters without it
		return &GraphError{Op: op, Status: resp.StatusCode, Code: refusal.Error.Code, Message: strings.ReplaceAll(refusal.Error.Message, g.Token, "[redacted]")}
	}
	if out != nil && json.Unmarshal(text, out) != nil {
		return errors.New(op + ": the response is not of Microsoft Graph")
	}
	return nil
}
