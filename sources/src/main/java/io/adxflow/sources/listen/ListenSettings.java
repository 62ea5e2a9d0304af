package io.adxflow.sources.listen;

import io.adxflow.sources.control.ControlSettings;
import io.adxflow.sources.http.TargetRules;
import java.io.Serializable;
import java.util.List;

/**
 * What a {@link ListenSource} must know.
 *
 * @param kinds opens the inputs
 * @param targets what inputs may name under a document
 * @param address of the listener whose limits hold here too
 */
public record ListenSettings(
        List<ListenInput> inputs, ListenKinds kinds, ControlSettings control, TargetRules targets, String address)
        implements Serializable {

    public ListenSettings {
        inputs = List.copyOf(inputs);
    }

    /** @throws IllegalArgumentException when there is none of that name */
    ListenInput input(String name) {
        return inputs.stream()
                .filter(input -> input.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("state names listen." + name
                        + ", which is not configured (expected: keep it until what it has begun is read)"));
    }

    boolean has(String name) {
        return inputs.stream().anyMatch(input -> input.name().equals(name));
    }
}
