package dev.teerex.server.metrics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The numbers behind {@code /metrics}. A few counters and two histograms: a metrics library would bring more jars, and more
 * time to start, than the rest of the server. Labels come from fixed sets, so the memory is bounded. Thread-safe.
 */
public final class Metrics {
    private static final double[] BOUNDS = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300};
    private static final double NANOS = 1e9;

    private final Map<Metric, ConcurrentMap<List<String>, LongAdder>> counters = new EnumMap<>(Metric.class);
    private final Map<Metric, ConcurrentMap<List<String>, Histogram>> histograms = new EnumMap<>(Metric.class);
    private final Map<Metric, LongSupplier> gauges = new ConcurrentHashMap<>();

    /** Makes the value, with everything at nought. */
    public Metrics() {
        for (Metric metric : Metric.values()) {
            switch (metric.type()) {
                case COUNTER -> counters.put(metric, new ConcurrentHashMap<>());
                case HISTOGRAM -> histograms.put(metric, new ConcurrentHashMap<>());
                case GAUGE -> {}
            }
        }
    }

    /** Counts one more. */
    public void count(Metric counter, String... labels) {
        of(counters, counter)
                .computeIfAbsent(labels(counter, labels), key -> new LongAdder())
                .increment();
    }

    /** Notes a time. */
    public void observe(Metric histogram, Duration time, String... labels) {
        of(histograms, histogram)
                .computeIfAbsent(labels(histogram, labels), key -> new Histogram())
                .add(time.toNanos());
    }

    /** Says where a gauge is read. */
    public void gauge(Metric gauge, LongSupplier value) {
        gauges.put(gauge, value);
    }

    private static <T> ConcurrentMap<List<String>, T> of(
            Map<Metric, ConcurrentMap<List<String>, T>> family, Metric metric) {
        ConcurrentMap<List<String>, T> series = family.get(metric);
        if (series == null) {
            throw new IllegalArgumentException(metric + " is of another kind");
        }
        return series;
    }

    private static List<String> labels(Metric metric, String... values) {
        if (values.length != metric.labels().size()) {
            throw new IllegalArgumentException(metric + " has the labels " + metric.labels());
        }
        return List.of(values);
    }

    /** Returns all numbers in Prometheus's text format, version 0.0.4. */
    public String exposition() {
        StringBuilder text = new StringBuilder(4096);
        for (Metric metric : Metric.values()) {
            text.append("# HELP ")
                    .append(metric.text())
                    .append(' ')
                    .append(metric.help())
                    .append('\n');
            text.append("# TYPE ")
                    .append(metric.text())
                    .append(' ')
                    .append(metric.type().name().toLowerCase(Locale.ROOT))
                    .append('\n');
            switch (metric.type()) {
                case COUNTER ->
                    of(counters, metric)
                            .forEach((labels, sum) ->
                                    line(text, metric.text(), pairs(metric, labels), Long.toString(sum.sum())));
                case HISTOGRAM ->
                    of(histograms, metric)
                            .forEach(
                                    (labels, histogram) -> histogram.write(text, metric.text(), pairs(metric, labels)));
                case GAUGE -> {
                    LongSupplier gauge = gauges.get(metric);
                    if (gauge != null) {
                        line(text, metric.text(), "", Long.toString(gauge.getAsLong()));
                    }
                }
            }
        }
        return text.toString();
    }

    private static String pairs(Metric metric, List<String> values) {
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            pairs.append(i == 0 ? "" : ",")
                    .append(metric.labels().get(i))
                    .append("=\"")
                    .append(values.get(i))
                    .append('"');
        }
        return pairs.toString();
    }

    private static void line(StringBuilder text, String name, String pairs, String value) {
        text.append(name);
        if (!pairs.isEmpty()) {
            text.append('{').append(pairs).append('}');
        }
        text.append(' ').append(value).append('\n');
    }

    private static final class Histogram {
        private final LongAdder[] buckets = new LongAdder[BOUNDS.length];
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        Histogram() {
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] = new LongAdder();
            }
        }

        void add(long time) {
            for (int i = 0; i < BOUNDS.length; i++) {
                if (time <= BOUNDS[i] * NANOS) {
                    buckets[i].increment();
                }
            }
            nanos.add(time);
            count.increment();
        }

        void write(StringBuilder text, String name, String pairs) {
            String before = pairs + (pairs.isEmpty() ? "" : ",");
            for (int i = 0; i < BOUNDS.length; i++) {
                line(text, name + "_bucket", before + "le=\"" + BOUNDS[i] + '"', Long.toString(buckets[i].sum()));
            }
            String all = Long.toString(count.sum());
            line(text, name + "_bucket", before + "le=\"+Inf\"", all);
            line(text, name + "_sum", pairs, Double.toString(nanos.sum() / NANOS));
            line(text, name + "_count", pairs, all);
        }
    }
}
