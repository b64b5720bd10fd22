"""What operators see: metrics, logs and traces. Nothing else imports prometheus_client or the OpenTelemetry SDK."""
