package io.adxflow.job;

import io.adxflow.job.config.EntityNames;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.Nearest;
import io.adxflow.job.config.PipelineDocument;
import io.adxflow.job.config.SubscriptionSpec;
import io.adxflow.job.rows.DatabaseRoom;
import io.adxflow.job.rows.LiveStocks;
import io.adxflow.sinks.schema.TableId;
import io.adxflow.sinks.schema.TableVersions;
import io.adxflow.sinks.storage.StorageBudget;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.auth.SenderRules;
import io.adxflow.sources.http.IngestTargets;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.http.UnknownTargetException;
import io.adxflow.sources.limits.Backlog;
import io.adxflow.sources.limits.NamespaceLimits;
import io.adxflow.sources.limits.Stock;
import io.adxflow.sources.limits.Stocks;
import io.adxflow.sources.limits.TrafficRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Resolves what a request's path names against the configured namespaces, and refuses it when one of their monikers is full, or when
 * the database takes nothing and has used up what it may hold. Thread-safe.
 */
final class NamespaceTargets implements IngestTargets {
    private static final int MAX_HINT_CHARS = 4_096;
    private static final int MAX_HINTS = 1_000;

    private final Map<String, NamespaceSpec> namespaces;
    /** What was said under this document: nobody is to be bothered with it twice. */
    private final Set<String> hinted = ConcurrentHashMap.newKeySet();

    private final Map<String, Set<String>> monikers = new HashMap<>();
    private final Map<String, NamespaceLimits> limits;
    private final StorageSettings storage;
    private final DatabaseRoom room;
    private final SenderRules senders;

    NamespaceTargets(PipelineDocument document, StorageSettings storage) {
        this.namespaces = Map.copyOf(document.namespaces());
        this.limits = Map.copyOf(document.limits());
        this.storage = storage;
        this.room = new StorageRoom(storage);
        this.senders = new SenderRules(List.copyOf(document.senders().values()), TokenVerifiers.of(document, storage));
        for (NamespaceSpec namespace : namespaces.values()) {
            Set<String> reached = new TreeSet<>(namespace.monikers());
            for (SubscriptionSpec subscription : document.subscriptions().values()) {
                if (subscription.takesFrom(namespace.name())) {
                    reached.add(subscription.to());
                }
            }
            monikers.put(namespace.name(), reached);
        }
    }

    @Override
    public Target resolve(@Nullable String namespace, @Nullable String database) throws UnknownTargetException {
        String name = namespace == null ? DEFAULT_NAMESPACE : namespace;
        NamespaceSpec spec = namespaces.get(name);
        if (spec == null) {
            throw new UnknownTargetException("no namespace '" + name + "'" + Nearest.hint(name, namespaces.keySet())
                    + "; see namespaces.<name>");
        }
        if (database == null) {
            return new Target(name, spec.database(), false);
        }
        String configured = spec.configuredDatabase(database);
        if (configured != null) {
            return new Target(name, configured);
        }
        if (!EntityNames.isValid(database)) {
            throw new UnknownTargetException(
                    "database '" + database + "' is not a name (expected: " + EntityNames.EXPECTED + ")");
        }
        if (!spec.allowsEveryDatabase()) {
            throw new UnknownTargetException("namespace '" + name + "' has no database '" + database + "'"
                    + Nearest.hint(database, spec.databases()) + "; see namespaces." + name + ".databases");
        }
        return new Target(name, database);
    }

    @Override
    public TrafficRules traffic() {
        Map<String, NamespaceLimits> all = new TreeMap<>();
        namespaces.keySet().forEach(name -> all.put(name, limits.getOrDefault(name, NamespaceLimits.NONE)));
        return new TrafficRules(all, Map.copyOf(monikers), this::backlog, new HeldStocks());
    }

    /** What namespaces hold: of series and tables as readers say, of storage as its budget does. */
    private final class HeldStocks implements Stocks {
        private final LiveStocks live = LiveStocks.of(storage.directory());

        @Override
        public long held(String namespace, Stock stock) {
            return switch (stock) {
                case LIVE_SERIES -> live.series(namespace);
                case TABLES -> live.tables(namespace);
                case STORAGE -> stored(namespace);
            };
        }

        @Override
        public void allow(String namespace, Stock stock, long most) {
            live.allow(namespace, stock, most);
        }
    }

    /** Batches know no namespaces: undelivered bytes are those of the databases that it writes to, with whoever else does. */
    private long stored(String namespace) {
        NamespaceSpec spec = namespaces.get(namespace);
        if (spec == null) {
            return 0;
        }
        StorageBudget budget = StorageBudget.of(storage);
        Set<String> databases = new TreeSet<>(spec.databases());
        databases.add(spec.database());
        long held = 0;
        for (String moniker : monikers.getOrDefault(namespace, Set.of())) {
            if (spec.allowsEveryDatabase()) {
                held += budget.held(moniker);
            } else {
                for (String database : databases) {
                    held += budget.held(moniker, database);
                }
            }
        }
        return held;
    }

    @Override
    public void hint(Target target, String text) {
        if (text.length() > MAX_HINT_CHARS || !hinted.add(target.database() + '\n' + text)) {
            return;
        }
        if (hinted.size() > MAX_HINTS) {
            hinted.clear();
        }
        HintHeader.parse(text)
                .forEach((table, hint) ->
                        TableVersions.of(storage).hints().say(new TableId(target.database(), table), hint));
    }

    private Backlog backlog(String moniker) {
        StorageBudget budget = StorageBudget.of(storage);
        // A database that takes none has a share of its own; its batches are no reason to slow others down.
        return new Backlog(budget.deliverable(moniker), budget.arrived(moniker), storage.maxBytesPerMoniker());
    }

    @Override
    public @Nullable String overload(Target target) {
        Set<String> reached = monikers.getOrDefault(target.namespace(), Set.of());
        for (String moniker : reached) {
            String reason = StorageBudget.of(storage).overload(moniker, storage);
            if (reason != null) {
                return reason;
            }
        }
        return room.refusal(reached, target.database());
    }

    @Override
    public SenderRules senders() {
        return senders;
    }
}
