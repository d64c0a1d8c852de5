package handler

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"

	"sns-dynamics/internal/dynamics"
)

// CheckSignIn is the value of the member check of an event that asks for a sign-in.
const CheckSignIn = "sign-in"

// SignIn is the response to the event {"check": "sign-in"}.
type SignIn struct {
	Check string `json:"check"`
	// Environment is the environment of the event; empty for the default environment.
	Environment string `json:"environment,omitempty"`
	// Way is the way to sign in: secret, federation or certificate. It is empty for another
	// environment than the default environment: the secret of the environment decides there.
	Way string `json:"way,omitempty"`
	// HasToken reports whether Microsoft Entra ID gave a token.
	HasToken bool `json:"hasToken"`
	// UserID is the application user; empty if Dataverse refused the request.
	UserID string `json:"userId,omitempty"`
	// Class, Code, Error and Fix describe a failure, as in the log.
	Class string `json:"class,omitempty"`
	Code  string `json:"code,omitempty"`
	Error string `json:"error,omitempty"`
	Fix   string `json:"fix,omitempty"`
}

// Serve carries out the invocation of the deployed function. The event {"check": "sign-in"}
// makes the function sign in and returns a [SignIn]: the function gets a new token, asks
// Dataverse who it is, and changes nothing. With the member environment, it signs in to the
// environment of that name. [Handler.Invoke] takes any other event; the error is the error of
// that method.
func (h *Handler) Serve(ctx context.Context, event json.RawMessage) (any, error) {
	if environment, ok := checkOf(event); ok {
		return h.checkSignIn(ctx, environment), nil
	}
	return h.Invoke(ctx, event)
}

// IsCheck reports whether an event asks for a check.
func IsCheck(event json.RawMessage) bool {
	_, ok := checkOf(event)
	return ok
}

// checkOf returns the environment of an event that asks for a check; ok is false for another
// event.
func checkOf(event json.RawMessage) (environment string, ok bool) {
	var asked map[string]any
	if len(event) >= 100 || json.Unmarshal(event, &asked) != nil || asked["check"] != CheckSignIn {
		return "", false
	}
	named, isNamed := asked["environment"]
	if !isNamed {
		return "", len(asked) == 1
	}
	environment, isText := named.(string)
	return environment, isText && len(asked) == 2
}

func (h *Handler) checkSignIn(ctx context.Context, environment string) *SignIn {
	s := &SignIn{Check: CheckSignIn, Environment: environment}
	if environment == "" {
		s.Way = h.config.Way
	}
	err := h.signIn(ctx, s)
	level, text := slog.LevelInfo, "sign-in checked"
	if err != nil {
		r := result{err: err}
		level, text = slog.LevelError, "sign-in failed"
		s.Class, s.Code, s.Error, s.Fix = string(r.class()), r.code(), shorten(err.Error()), r.fix()
	}
	attrs := []slog.Attr{slog.String("check", s.Check)}
	for _, a := range [][2]string{
		{"environment", s.Environment}, {"way", s.Way}, {"user", s.UserID}, {"code", s.Code}, {"class", s.Class}, {"error", s.Error}, {"fix", s.Fix},
	} {
		attrs = appendText(attrs, a[0], a[1])
	}
	h.config.Log.LogAttrs(ctx, level, text, attrs...)
	return s
}

// signIn signs in to the environment of s, and sets HasToken and UserID.
func (h *Handler) signIn(ctx context.Context, s *SignIn) error {
	client, err := h.client(s.Environment)
	if err != nil {
		return err
	}
	client.Forget()
	answer, err := client.Do(ctx, dynamics.Request{Op: "check the sign-in", Path: "WhoAmI()"})
	refusal, isRefusal := errors.AsType[*dynamics.Error](err)
	s.HasToken = err == nil || isRefusal && refusal.Op != "get token"
	if err != nil {
		return err
	}
	var who struct{ UserId string }
	if err = json.Unmarshal(answer.Body, &who); err == nil && who.UserId == "" {
		err = errors.New("check the sign-in: the response names no user")
	}
	s.UserID = who.UserId
	return err
}
