package io.adxflow.job.page.model;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.PipelineDocument;
import io.adxflow.job.control.DocumentRules;
import io.adxflow.job.rules.RulesSpec;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sources.control.ControlHub;
import io.adxflow.sources.control.DocumentVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads who is there from the control document that the readers of this process have heard of. For one thread. */
final class TopologyReader {
    /** Of a destination's options, those that say where it is, in the order in which the first is taken. */
    private static final List<String> PLACES =
            List.of("path", "endpoint", "bootstrap-servers", "container", "namespace", "parts", "first");

    private final ControlHub hub;
    private String hash = "";
    private Part.@Nullable Topology known;

    TopologyReader(ControlHub hub) {
        this.hub = hub;
    }

    /** Null while no reader has heard of a version. */
    Part.@Nullable Topology read() {
        List<ControlHub.Member> members = hub.members();
        DocumentVersion version =
                members.isEmpty() ? null : members.get(0).calls().current();
        if (version == null) {
            return known;
        }
        if (!version.hash().equals(hash)) {
            try {
                PipelineDocument document =
                        DocumentRules.document(members.get(0).settings().store().read(version.hash()));
                known = of(version.number(), document);
                hash = version.hash();
            } catch (IOException e) {
                // The readers say so themselves, and cannot go on.
                return known;
            }
        }
        Part.Topology topology = known;
        return topology == null || topology.version() == version.number()
                ? topology
                : new Part.Topology(
                        version.number(), topology.monikers(), topology.namespaces(), topology.subscriptions());
    }

    static Part.Topology of(long version, PipelineDocument document) {
        List<Part.Moniker> monikers = new ArrayList<>();
        document.monikers().values().forEach(moniker -> monikers.add(moniker(moniker)));
        List<Part.Namespace> namespaces = new ArrayList<>();
        document.namespaces().values().forEach(namespace -> namespaces.add(namespace(namespace)));
        List<Part.Subscription> subscriptions = new ArrayList<>();
        document.subscriptions()
                .values()
                .forEach(one ->
                        subscriptions.add(new Part.Subscription(one.name(), one.from(), one.to(), one.paused())));
        return new Part.Topology(version, monikers, namespaces, subscriptions);
    }

    private static Part.Moniker moniker(MonikerSpec moniker) {
        Map<String, String> options = moniker.options();
        String place = PLACES.stream()
                .filter(options::containsKey)
                .map(options::get)
                .findFirst()
                .orElse("");
        return new Part.Moniker(
                moniker.name(), moniker.kind(), shown(place), options.getOrDefault(MonikerSpec.STANDBY, ""));
    }

    /** Without what may be a secret in it: a query, and who asks. */
    private static String shown(String place) {
        int query = place.indexOf('?');
        String shown = query < 0 ? place : place.substring(0, query);
        return shown.replaceFirst("://[^/@]*@", "://");
    }

    private static Part.Namespace namespace(NamespaceSpec namespace) {
        int rules = namespace.rules().relabel().size()
                + namespace.rules().scrub().size()
                + (namespace.rules().transform().equals(RulesSpec.NONE.transform()) ? 0 : 1);
        return new Part.Namespace(namespace.name(), namespace.database(), namespace.monikers(), rules);
    }
}
