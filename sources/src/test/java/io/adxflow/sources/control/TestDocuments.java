package io.adxflow.sources.control;

import java.io.FileNotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Documents in this JVM's memory, with a file that a test writes by hand. Serialisable, since all is static by name. */
public record TestDocuments(String name, boolean fileRules) implements DocumentStore, DocumentFile {
    private static final Map<String, ControlDocument> STORE = new ConcurrentHashMap<>();
    private static final Map<String, Reading> FILES = new ConcurrentHashMap<>();

    /** The document with this text. */
    public static ControlDocument document(String text) {
        return new ControlDocument("hash" + text, text);
    }

    /** Settings whose submitted document has the text {@code name}. */
    public static ControlSettings settings(String name) {
        TestDocuments documents = new TestDocuments(name, false);
        return new ControlSettings(documents, documents, Duration.ofHours(1));
    }

    ControlSettings settings() {
        return new ControlSettings(this, this, Duration.ofHours(1));
    }

    void file(@Nullable String text, String... problems) {
        FILES.put(name, new Reading(text == null ? null : document(text), List.of(problems), List.of()));
    }

    void removeFile() {
        FILES.remove(name);
    }

    @Override
    public void write(ControlDocument document) {
        STORE.put(document.hash(), document);
    }

    /** Shared by tests, which keep what they have. */
    @Override
    public int deleteOthers(Set<String> named, long beforeMillis) {
        return 0;
    }

    @Override
    public ControlDocument read(String hash) throws FileNotFoundException {
        ControlDocument document = STORE.get(hash);
        if (document == null) {
            throw new FileNotFoundException(hash);
        }
        return document;
    }

    @Override
    public ControlDocument submitted() {
        return document(name);
    }

    @Override
    public boolean rules() {
        return fileRules;
    }

    @Override
    public @Nullable Reading read() {
        return FILES.get(name);
    }
}
