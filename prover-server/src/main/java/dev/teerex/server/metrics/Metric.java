package dev.teerex.server.metrics;

import java.util.List;

/** Everything that is counted; the table in the operating guide is compared with this. */
public enum Metric {
    /** Answers. */
    REQUESTS("tee_rex_requests_total", Type.COUNTER, "Requests answered", "route", "status"),
    /** Times of answers. */
    REQUEST_SECONDS(
            "tee_rex_request_seconds", Type.HISTOGRAM, "From a request's headers to the end of its answer", "route"),
    /** Refusals. */
    REFUSALS("tee_rex_refusals_total", Type.COUNTER, "Requests refused or failed, by the code in the answer", "code"),
    /** Proofs. */
    PROOFS(
            "tee_rex_proofs_total",
            Type.COUNTER,
            "Proofs ended: proved, failed, cancelled, or expired in the queue",
            "outcome"),
    /** Times of proofs. */
    PROOF_SECONDS("tee_rex_proof_seconds", Type.HISTOGRAM, "How long proofs ran that were made"),
    /** Proofs being made. */
    PROOFS_RUNNING("tee_rex_proofs_running", Type.GAUGE, "Proofs being made"),
    /** Proofs waiting. */
    PROOFS_WAITING("tee_rex_proofs_waiting", Type.GAUGE, "Proofs waiting for their turn"),
    /** Bodies being received. */
    UPLOADS("tee_rex_uploads", Type.GAUGE, "Request bodies being received"),
    /** Payload in memory. */
    PAYLOAD_BYTES("tee_rex_payload_bytes", Type.GAUGE, "Memory in use for decrypted payloads, in bytes"),
    /** Connections. */
    CONNECTIONS("tee_rex_connections", Type.GAUGE, "Open connections"),
    /** Readiness. */
    READY("tee_rex_ready", Type.GAUGE, "1 when /readyz says yes, else 0");

    /** What kind of number it is. */
    enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    private final String text;
    private final Type type;
    private final String help;
    private final String labels;

    Metric(String text, Type type, String help, String... labels) {
        this.text = text;
        this.type = type;
        this.help = help;
        this.labels = String.join(",", labels);
    }

    /** Returns the name that Prometheus knows it by. */
    public String text() {
        return text;
    }

    /** Returns what it is, in a sentence without its full stop. */
    public String help() {
        return help;
    }

    /** Returns the names of its labels. */
    public List<String> labels() {
        return labels.isEmpty() ? List.of() : List.of(labels.split(",", -1));
    }

    Type type() {
        return type;
    }
}
