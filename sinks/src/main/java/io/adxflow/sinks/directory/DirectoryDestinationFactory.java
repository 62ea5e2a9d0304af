package io.adxflow.sinks.directory;

import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.DestinationFactory;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.reading.StoredBlobs;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sinks.storage.LocalAppendStore;
import io.adxflow.sinks.storage.StorageSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Kind {@code directory}, with the option {@code path}: a folder or file URI, {@code tables} below the storage unless set. */
public final class DirectoryDestinationFactory implements DestinationFactory {
    private static final String PATH = "path";

    @Override
    public String kind() {
        return "directory";
    }

    @Override
    public List<String> validate(MonikerSpec moniker) {
        List<String> problems = new ArrayList<>();
        for (String option : moniker.options().keySet()) {
            if (!Set.of(PATH).contains(option)) {
                problems.add(option + ": unknown (expected: " + PATH + ")");
            }
        }
        String path = moniker.options().get(PATH);
        if (path != null && path.isBlank()) {
            problems.add(PATH + ": blank (expected: a folder)");
        }
        if (path != null && path.contains("://") && !path.startsWith("file:")) {
            problems.add(PATH + ": " + path + " (expected: a folder on a mounted disk)");
        }
        return problems;
    }

    /** In a hidden folder beside those of databases. */
    @Override
    public AppendStore standby(MonikerSpec moniker, StorageSettings storage) {
        return new LocalAppendStore(root(moniker, storage).resolve(".standby"));
    }

    @Override
    public StoredBlobs blobs(MonikerSpec moniker, StorageSettings storage) {
        return new FolderBlobs(root(moniker, storage));
    }

    @Override
    public Destination open(MonikerSpec moniker, StorageSettings storage) {
        return new DirectoryDestination(root(moniker, storage));
    }

    private static Path root(MonikerSpec moniker, StorageSettings storage) {
        String path = moniker.options().get(PATH);
        if (path == null) {
            return Path.of(storage.below("tables").getPath());
        }
        return path.startsWith("file:")
                ? Path.of(URI.create(path).getPath())
                : Path.of(path).toAbsolutePath();
    }
}
