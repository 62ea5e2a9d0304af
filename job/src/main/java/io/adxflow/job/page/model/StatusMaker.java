package io.adxflow.job.page.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the {@link StatusView} of a moment. */
final class StatusMaker {
    private static final int TOP = 20;
    private static final int TOP_NAMESPACES = 50;

    private final Merged merged;
    private final List<Trouble> troubles;
    private final List<StatusView.TableView> tables;
    private final String version;

    /** @param tables all of them, the busiest first */
    StatusMaker(Merged merged, List<Trouble> troubles, List<StatusView.TableView> tables, String version) {
        this.tables = tables;
        this.merged = merged;
        this.troubles = troubles;
        this.version = version;
    }

    StatusView make() {
        List<StatusView.MonikerView> monikers = new MonikerViews(merged).all();
        List<StatusView.NamespaceView> namespaces = namespaces();
        List<StatusView.SenderView> senders = senders();
        StatusView.Totals totals = totals(monikers);
        String state = state(totals);
        return new StatusView(
                iso(merged.atMillis),
                state,
                summary(state),
                state.equals("ok") || state.equals("waiting"),
                version,
                totals,
                control(),
                checkpoints(),
                troubles,
                monikers,
                namespaces.size(),
                top(namespaces, TOP_NAMESPACES),
                subscriptions(),
                senders.size(),
                top(senders, TOP),
                merged.ports.entrySet().stream()
                        .map(port -> new StatusView.Listener(port.getKey(), port.getValue()))
                        .toList(),
                tables.size(),
                top(tables, TOP),
                merged.refusals.stream()
                        .limit(TOP)
                        .map(one -> new StatusView.RefusalView(
                                one.host(),
                                one.agent(),
                                one.reason(),
                                one.message(),
                                iso(one.sinceMillis()),
                                iso(one.lastMillis()),
                                one.count()))
                        .toList(),
                new StatusView.Agents((long) merged.total("agents"), (long) merged.total("agents_connected"), (long)
                        merged.total("agents_unhealthy")),
                merged.parts.stream()
                        .map(part -> new StatusView.ProcessView(
                                part.process(), iso(part.atMillis()), part.control() != null))
                        .toList());
    }

    private static <T> List<T> top(List<T> all, int count) {
        return all.size() <= count ? all : List.copyOf(all.subList(0, count));
    }

    static String iso(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private String state(StatusView.Totals totals) {
        Part.Job job = merged.job;
        if (job != null && job.state().equals("starting")) {
            return "starting";
        } else if (merged.ports.isEmpty() && merged.topology == null) {
            return "starting";
        } else if (!troubles.isEmpty()) {
            return "attention";
        }
        return totals.receivedRequests() == 0 && totals.rows() == 0 ? "waiting" : "ok";
    }

    private String summary(String state) {
        return switch (state) {
            case "starting" -> "The job starts.";
            case "waiting" -> "The job runs, and nothing has arrived yet.";
            case "ok" -> "All is well.";
            default ->
                troubles.size() == 1
                        ? troubles.get(0).what() + "."
                        : troubles.get(0).what() + ", and " + (troubles.size() - 1) + " more.";
        };
    }

    private StatusView.Totals totals(List<StatusView.MonikerView> monikers) {
        return new StatusView.Totals(
                merged.rateOfNamespaces("buffered_rows_total"),
                merged.rate("received_requests_total"),
                merged.rate("received_bytes_total"),
                merged.rateOfMonikers("committed_rows_total"),
                merged.rateOfMonikers("committed_bytes_total"),
                merged.rate("rejected_requests_total"),
                merged.total("received_requests_total"),
                merged.ofNamespaces("buffered_rows_total"),
                monikers.stream().mapToDouble(StatusView.MonikerView::rows).sum(),
                monikers.stream().mapToDouble(StatusView.MonikerView::batches).sum(),
                merged.total("ack_latency_ms"),
                merged.total("acks_waiting"),
                monikers.stream()
                        .mapToLong(StatusView.MonikerView::oldestSeconds)
                        .max()
                        .orElse(0),
                monikers.stream().mapToLong(StatusView.MonikerView::backlogRows).sum(),
                monikers.stream()
                        .mapToLong(StatusView.MonikerView::backlogBytes)
                        .sum(),
                merged.total("live_series"));
    }

    private StatusView.Control control() {
        Part.Control control = merged.control;
        long number = merged.topology == null ? 0 : merged.topology.version();
        if (control == null) {
            return new StatusView.Control(number, List.of(), List.of());
        }
        return new StatusView.Control(
                control.versions().isEmpty()
                        ? number
                        : control.versions().get(0).number(),
                control.versions().stream()
                        .map(one -> new StatusView.Version(
                                one.number(), one.hash(), iso(one.atMillis()), one.who(), one.what()))
                        .toList(),
                control.problems());
    }

    private StatusView.Checkpoints checkpoints() {
        Part.Control control = merged.control;
        return control == null
                ? new StatusView.Checkpoints(0, 0, 0, -1)
                : new StatusView.Checkpoints(
                        control.completed(),
                        control.failed(),
                        control.failedInARow(),
                        control.completedAtMillis() == 0
                                ? -1
                                : Math.max(0, merged.atMillis - control.completedAtMillis()) / 1_000);
    }

    private List<StatusView.SubscriptionView> subscriptions() {
        return merged.topology == null
                ? List.of()
                : merged.topology.subscriptions().stream()
                        .map(one -> new StatusView.SubscriptionView(one.name(), one.from(), one.to(), one.paused()))
                        .toList();
    }

    private List<StatusView.NamespaceView> namespaces() {
        Map<String, Part.Namespace> defined = new HashMap<>();
        Set<String> names = new HashSet<>(merged.namespaces.keySet());
        if (merged.topology != null) {
            merged.topology.namespaces().forEach(namespace -> {
                defined.put(namespace.name(), namespace);
                names.add(namespace.name());
            });
        }
        List<StatusView.NamespaceView> views = new ArrayList<>();
        for (String name : names) {
            Merged.OfName figures = merged.namespaces.getOrDefault(name, new Merged.OfName());
            Part.Namespace spec = defined.getOrDefault(name, new Part.Namespace(name, "", List.of(), 0));
            views.add(new StatusView.NamespaceView(
                    name,
                    spec.database(),
                    spec.monikers(),
                    spec.rules(),
                    figures.rate("buffered_rows_total"),
                    figures.rate("namespace_received_bytes"),
                    figures.total("buffered_rows_total"),
                    figures.total("namespace_received_bytes"),
                    figures.total("namespace_turned_away_requests"),
                    figures.rate("namespace_turned_away_requests"),
                    figures.total("rule_dropped_rows_total"),
                    figures.total("namespace_tables"),
                    figures.history));
        }
        views.sort(Comparator.comparingDouble(StatusView.NamespaceView::rowsPerSecond)
                .reversed()
                .thenComparing(Comparator.comparingDouble(StatusView.NamespaceView::rows)
                        .reversed())
                .thenComparing(StatusView.NamespaceView::name));
        return views;
    }

    private List<StatusView.SenderView> senders() {
        List<StatusView.SenderView> views = new ArrayList<>();
        merged.senders.forEach((names, sent) -> views.add(new StatusView.SenderView(
                names.get(0),
                names.get(1),
                names.get(4),
                names.get(2),
                names.get(3),
                sent.recordsPerSecond,
                sent.requestsPerSecond,
                sent.bytesPerSecond,
                sent.requests,
                iso(sent.lastMillis))));
        views.sort(Comparator.comparingDouble(StatusView.SenderView::bytesPerSecond)
                .thenComparingLong(StatusView.SenderView::requests)
                .reversed());
        return views;
    }
}
