package io.adxflow.job.control;

import io.adxflow.job.bundle.RuleBook;
import io.adxflow.job.bundle.RuleSet;
import io.adxflow.job.config.PipelineDocument;
import io.adxflow.job.config.SubscriptionSpec;
import io.adxflow.job.rows.RowRules;
import io.adxflow.sdk.host.PluginFolder;
import io.adxflow.sinks.delivery.MonikerBoard;
import io.adxflow.sinks.delivery.MonikerBoard.Defined;
import io.adxflow.sinks.delivery.MonikerBoard.Notice;
import io.adxflow.sinks.delivery.MonikerBoard.Retired;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.control.ControlDocument;
import io.adxflow.sources.control.DocumentStore;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What stored documents say about rows. The newest few are kept as they were read, once for all readers of a JVM. */
public final class DocumentRules implements RuleBook {
    private static final long serialVersionUID = 1L;
    private static final int MAX_KEPT = 8;
    private static final Map<String, PipelineDocument> KEPT = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PipelineDocument> eldest) {
            return size() > MAX_KEPT;
        }
    };

    private final DocumentStore store;
    private final StorageSettings storage;

    @SuppressWarnings("UnusedVariable") // It acts by being read.
    private final PluginFolder plugins;

    /** @param plugins what documents may refer to, known to a process once it has read this */
    public DocumentRules(DocumentStore store, StorageSettings storage, PluginFolder plugins) {
        this.store = store;
        this.storage = storage;
        this.plugins = plugins;
    }

    /** The document that a canonical text says. */
    public static PipelineDocument document(ControlDocument document) {
        synchronized (KEPT) {
            return KEPT.computeIfAbsent(document.hash(), hash -> DocumentText.parse(document));
        }
    }

    @Override
    public RuleSet of(ControlDocument document) {
        return of(document, RowRules.CURRENT);
    }

    private static RuleSet of(ControlDocument document, int version) {
        PipelineDocument parsed = document(document);
        Map<String, String> definitions = new TreeMap<>();
        parsed.monikers()
                .forEach((name, moniker) ->
                        definitions.put(name, DocumentText.definition(moniker).hash()));
        return new RuleSet(
                new RowRules(
                        List.copyOf(parsed.namespaces().values()),
                        List.copyOf(parsed.subscriptions().values()),
                        version),
                definitions);
    }

    @Override
    public RuleSet named(String hash, int version) throws IOException {
        return of(store.read(hash), version);
    }

    @Override
    public void inForce(ControlDocument document, boolean durable) {
        PipelineDocument parsed = document(document);
        Map<String, Defined> monikers = new TreeMap<>();
        parsed.monikers()
                .forEach((name, moniker) -> monikers.put(
                        name, new Defined(DocumentText.definition(moniker).hash(), moniker)));
        Map<String, Retired> retired = new TreeMap<>();
        parsed.retired().forEach((name, retirement) -> {
            switch (retirement.undelivered()) {
                case DROP -> retired.put(name, new Retired.Drop());
                case MOVE -> retired.put(name, new Retired.Move(retirement.moveTo()));
                case DRAIN -> {
                    // What their definitions say anyway.
                }
            }
        });
        Set<String> paused = parsed.subscriptions().values().stream()
                .filter(SubscriptionSpec::paused)
                .map(SubscriptionSpec::name)
                .collect(Collectors.toSet());
        MonikerBoard.of(storage).publish(new Notice(document.hash(), monikers, retired, paused, durable));
    }
}
