package main

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestEnvironment(t *testing.T) {
	set := map[string]string{envURL: "https://org.crm4.dynamics.com", envTenantID: "7e4a4700-0000-4000-8000-000000000001", envClientID: "c1ea7000-0000-4000-8000-00000000c1d1", envClientSecret: "a~b"}
	tests := []struct {
		name, variable, value string
		origin, authority     string
		refusal               string
	}{
		{"public cloud", "", "", "https://org.crm4.dynamics.com", "https://login.microsoftonline.com", ""},
		{"service root", envURL, "https://org.api.crm.dynamics.cn/api/data/v9.2/", "https://org.api.crm.dynamics.cn", "https://login.chinacloudapi.cn", ""},
		{"loopback", envURL, "https://127.0.0.1:8086", "https://127.0.0.1:8086", "https://127.0.0.1:8086", ""},
		{"not TLS", envURL, "http://127.0.0.1:8086", "", "", "--tls"},
		{"no URL", envURL, "https://a b", "", "", envURL + ": is not a URL"},
		{"no secret", envClientSecret, "", "", "", envClientSecret + " is not"},
		{"no tenant", envTenantID, "", "", "", envTenantID + " is not"},
		{"quotes", envUser, "o'brien@contoso.example", "", "", envUser + ": expected"},
		{"no address", envUserWithoutRole, "eve", "", "", envUserWithoutRole + ": expected"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, found, err := environmentOf(func(name string) string {
				if name == tt.variable {
					return tt.value
				}
				return set[name]
			})
			if tt.refusal != "" {
				if err == nil || !strings.Contains(err.Error(), tt.refusal) || strings.Contains(err.Error(), "a~b") {
					t.Errorf("%v, want %q", err, tt.refusal)
				}
				return
			}
			if err != nil || !found || got.Origin != tt.origin || got.Authority != tt.authority || got.ClientSecret != "a~b" || got.Emulated {
				t.Errorf("%v, %+v", err, got)
			}
		})
	}
	if _, found, err := environmentOf(func(string) string { return "" }); found || err != nil {
		t.Errorf("without variables: %v, %v", found, err)
	}
}

func TestRun(t *testing.T) {
	now := time.Date(2026, 11, 21, 7, 0, 0, 0, time.UTC)
	a, b := newRun(now), newRun(now)
	if a == b || !runGrammar.MatchString(a) || !regexp.MustCompile(`^snsd-20261121-`).MatchString(a) {
		t.Errorf("%s, %s", a, b)
	}
}
