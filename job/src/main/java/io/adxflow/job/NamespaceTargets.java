package io.adxflow.job;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.Nearest;
import io.adxflow.sinks.storage.StorageBudget;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.http.IngestTargets;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.http.UnknownTargetException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Resolves what a request's path names against the configured namespaces, and refuses it when one of their monikers is full. */
final class NamespaceTargets implements IngestTargets {
    private static final long serialVersionUID = 1L;
    private static final String DEFAULT_NAMESPACE = "default";
    private static final String ANY = "*";
    /** What adx-mon's NormalizeAdxIdentifier leaves unchanged (schema/schema.go). */
    private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9]{1,1024}");

    private final Map<String, NamespaceSpec> namespaces;
    private final StorageSettings storage;

    NamespaceTargets(Map<String, NamespaceSpec> namespaces, StorageSettings storage) {
        this.namespaces = Map.copyOf(namespaces);
        this.storage = storage;
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
            return new Target(name, spec.database());
        }
        List<String> allowed = spec.databases();
        if (!DATABASE.matcher(database).matches()) {
            throw new UnknownTargetException("database '" + database + "' is not a name of letters and digits");
        }
        if (!allowed.contains(ANY) && !allowed.contains(database) && !database.equals(spec.database())) {
            throw new UnknownTargetException("namespace '" + name + "' has no database '" + database + "'"
                    + Nearest.hint(database, allowed) + "; see namespaces." + name + ".databases");
        }
        return new Target(name, database);
    }

    @Override
    public @Nullable String overload(Target target) {
        NamespaceSpec spec = namespaces.get(target.namespace());
        if (spec != null) {
            for (String moniker : spec.monikers()) {
                String reason = StorageBudget.of(storage).overload(moniker, storage);
                if (reason != null) {
                    return reason;
                }
            }
        }
        return null;
    }
}
