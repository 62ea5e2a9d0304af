package io.adxflow.job.control;

import io.adxflow.sinks.delivery.MonikerBook;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.control.ControlDocument;
import io.adxflow.sources.control.DocumentStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Documents as files {@code control/<hash>.json} below the storage directory, and what their monikers are as files
 * {@code control/monikers/<hash>.json}, since batches name these alone. A file is what its hash says or it is nothing: half a file, of a
 * process that died, is written anew.
 */
public final class StoredDocuments implements DocumentStore, MonikerBook {
    private static final long serialVersionUID = 1L;

    /** Those of monikers stay: a batch may wait for longer than anything. */
    private static final Pattern DOCUMENT = Pattern.compile("([0-9a-f]{32})\\.json");
    /** Files that cannot be touched are written anew when they are older. */
    private static final long YOUNG_MILLIS = 24 * 3_600_000L;

    private static final String MONIKERS = "monikers/";

    private final StorageSettings storage;

    public StoredDocuments(StorageSettings storage) {
        this.storage = storage;
    }

    /** Where the documents' folder is. */
    StorageSettings storage() {
        return storage;
    }

    /** The URI of another folder beside the documents'. */
    public URI below(String folder) {
        return storage.below(folder);
    }

    /** What is told of parked batches, and orders about them, beside the documents. */
    AppendStore parked() {
        return storage.folder("parked");
    }

    private AppendStore files() {
        return storage.folder("control");
    }

    @Override
    public void write(ControlDocument document) throws IOException {
        for (MonikerSpec moniker : DocumentRules.document(document).monikers().values()) {
            write(MONIKERS, DocumentText.definition(moniker));
        }
        write("", document);
    }

    private void write(String folder, ControlDocument document) throws IOException {
        AppendStore files = files();
        String name = folder + document.hash() + ".json";
        boolean there = isThere(folder, document.hash());
        if (there && (files.touch(name) || files.modifiedMillis(name) > System.currentTimeMillis() - YOUNG_MILLIS)) {
            return;
        }
        byte[] bytes = document.text().getBytes(StandardCharsets.UTF_8);
        files.delete(name);
        try (AppendFile file = files.create(name)) {
            file.append(bytes, 0, bytes.length);
            file.sync();
        } catch (IOException e) {
            // Another process may write the same document at this moment.
            if (!isThere(folder, document.hash())) {
                throw e;
            }
        }
    }

    @Override
    public int deleteOthers(Set<String> named, long beforeMillis) throws IOException {
        AppendStore files = files();
        int deleted = 0;
        for (String name : files.list("")) {
            Matcher document = DOCUMENT.matcher(name);
            if (document.matches() && !named.contains(document.group(1)) && files.modifiedMillis(name) < beforeMillis) {
                files.delete(name);
                deleted++;
            }
        }
        return deleted;
    }

    private boolean isThere(String folder, String hash) {
        try {
            read(folder, hash);
            return true;
        } catch (IOException missingOrDamaged) {
            return false;
        }
    }

    @Override
    public ControlDocument read(String hash) throws IOException {
        return read("", hash);
    }

    @Override
    public MonikerSpec definition(String moniker, String definition) throws IOException {
        return DocumentText.moniker(moniker, read(MONIKERS, definition));
    }

    private ControlDocument read(String folder, String hash) throws IOException {
        AppendStore files = files();
        String name = folder + hash + ".json";
        byte[] bytes;
        try {
            bytes = new byte[Math.toIntExact(files.length(name))];
            files.read(name, 0, bytes, 0, bytes.length);
        } catch (FileNotFoundException e) {
            FileNotFoundException named = new FileNotFoundException(storage.below("control/" + name)
                    + " is gone; documents must stay for as long as a checkpoint or savepoint may name them");
            named.initCause(e);
            throw named;
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!DocumentText.hash(text).equals(hash)) {
            throw new IOException(
                    storage.below("control/" + name) + " is damaged: its content is not what its name says");
        }
        return new ControlDocument(hash, text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredDocuments that && storage.equals(that.storage);
    }

    @Override
    public int hashCode() {
        return storage.hashCode();
    }
}
