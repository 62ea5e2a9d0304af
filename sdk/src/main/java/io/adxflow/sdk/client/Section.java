package io.adxflow.sdk.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one part of the document. A change is done when its method returns: in a completed checkpoint, and applied by every
 * reader of the job before its next request. Thread-safe.
 *
 * <p>Every method throws {@link ControlException} for an answer that is an error, and {@link IOException} when none came in eight
 * attempts; whether a change was made is not known then.
 *
 * @param <T> an entry
 */
public final class Section<T> {
    private static final int MOST_CONFLICTS = 20;

    private final Exchange exchange;
    private final String name;
    private final Forms.Form<T> form;

    Section(Exchange exchange, String name, Forms.Form<T> form) {
        this.exchange = exchange;
        this.name = name;
        this.form = form;
    }

    /** All of them by name. */
    public Versioned<Map<String, T>> all() throws IOException, InterruptedException, ControlException {
        Exchange.Answer answer = exchange.get(name);
        Map<String, T> entries = new TreeMap<>();
        answer.json().properties().forEach(field -> entries.put(field.getKey(), form.read(field.getValue())));
        return new Versioned<>(entries, answer.header("etag"));
    }

    /** One of them, if it is there. */
    public Optional<Versioned<T>> get(String entry) throws IOException, InterruptedException, ControlException {
        try {
            Exchange.Answer answer = exchange.get(path(entry));
            return Optional.of(new Versioned<>(form.read(answer.json()), answer.header("etag")));
        } catch (ControlException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Sets an entry, whatever it is now. */
    public Version set(String entry, T value) throws IOException, InterruptedException, ControlException {
        return repeatedly(tag -> change(entry, value, tag, ""));
    }

    /**
     * Sets an entry, if nothing of the document has changed since it was read.
     *
     * @param tag of what was read
     * @throws ConflictException when something has
     */
    public Version set(String entry, T value, String tag) throws IOException, InterruptedException, ControlException {
        return change(entry, value, tag, "");
    }

    /**
     * Makes something else of an entry, as often as others are first.
     *
     * @throws ControlException with status 404 when it is not there
     */
    public Version update(String entry, UnaryOperator<T> change)
            throws IOException, InterruptedException, ControlException {
        for (int attempt = 1; ; attempt++) {
            Exchange.Answer read = exchange.get(path(entry));
            try {
                return change(entry, change.apply(form.read(read.json())), read.header("etag"), "");
            } catch (ConflictException e) {
                if (attempt == MOST_CONFLICTS) {
                    throw e;
                }
            }
        }
    }

    /** Removes an entry, whatever it is now. A moniker with undelivered batches needs {@link #delete(String, Undelivered)}. */
    public Version delete(String entry) throws IOException, InterruptedException, ControlException {
        return repeatedly(tag -> change(entry, null, tag, ""));
    }

    /** Removes a moniker, and says what becomes of its batches. */
    public Version delete(String entry, Undelivered undelivered)
            throws IOException, InterruptedException, ControlException {
        return repeatedly(tag -> change(entry, null, tag, "?undelivered=" + encoded(undelivered.toString())));
    }

    private interface Change {
        Version over(String tag) throws IOException, InterruptedException, ControlException;
    }

    private Version repeatedly(Change change) throws IOException, InterruptedException, ControlException {
        for (int attempt = 1; ; attempt++) {
            try {
                return change.over(exchange.get("pipeline").header("etag"));
            } catch (ConflictException e) {
                if (attempt == MOST_CONFLICTS) {
                    throw e;
                }
            }
        }
    }

    private Version change(String entry, @Nullable T value, String tag, String query)
            throws IOException, InterruptedException, ControlException {
        String body = value == null ? null : form.write(value).toString();
        JsonNode answer = exchange.change(
                        path(entry) + query, body, tag, UUID.randomUUID().toString())
                .json();
        return Forms.version(answer);
    }

    private String path(String entry) {
        return name + "/" + encoded(entry);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
