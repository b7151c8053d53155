// Package web is a page to look at and edit users and toys, which asks the application as any client does.
package web

import (
	_ "embed"
	"net/http"
)

//go:embed index.html
var index []byte

// Page serves the page.
var Page = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'")
	_, _ = w.Write(index) // a client that has gone is no error of ours
})
