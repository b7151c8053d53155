// Package telemetry sends OpenTelemetry's traces to where the environment says.
package telemetry

import (
	"context"
	"fmt"
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
)

// Start has spans go to an exporter: none, console, or otlp, which the variables OTEL_EXPORTER_OTLP_... of the environment
// lead to its collector. stop sends what is left, and ends it.
func Start(ctx context.Context, exporter string) (stop func(context.Context) error, err error) {
	var to trace.SpanExporter
	switch exporter {
	case "none":
		return func(context.Context) error { return nil }, nil
	case "console":
		to, err = stdouttrace.New()
	case "otlp":
		to, err = otlptracehttp.New(ctx)
	default:
		return nil, fmt.Errorf("there is no exporter of traces %q: say OTEL_TRACES_EXPORTER=none, otlp or console", exporter)
	}
	if err != nil {
		return nil, err
	}
	about, err := resource.New(ctx, resource.WithFromEnv(), resource.WithTelemetrySDK())
	if err != nil {
		return nil, err
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(to), trace.WithResource(about))
	otel.SetTracerProvider(provider)
	otel.SetTextMapPropagator(propagation.TraceContext{})
	return provider.Shutdown, nil
}

// Handler has each request be a span. Where no exporter is, requests go straight on.
func Handler(exporter string, next http.Handler) http.Handler {
	if exporter == "none" {
		return next
	}
	return otelhttp.NewHandler(next, "http")
}
