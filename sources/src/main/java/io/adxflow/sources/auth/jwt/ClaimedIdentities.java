package io.adxflow.sources.auth.jwt;

import com.nimbusds.jwt.JWTClaimsSet;
import io.adxflow.sources.auth.Identity;
import io.adxflow.sources.auth.Permission;
import io.adxflow.sources.auth.SenderSpec;
import io.adxflow.sources.auth.SenderSpec.Proof;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says whom a valid token's claims stand for: the first sender of the document that asks for them, else whom a claim of it names. */
final class ClaimedIdentities {
    private final List<SenderSpec> senders;
    private final String namespacesClaim;

    /** @param namespacesClaim empty for none */
    ClaimedIdentities(List<SenderSpec> senders, String namespacesClaim) {
        this.senders = senders.stream()
                .filter(sender -> sender.proof() instanceof Proof.Claims)
                .toList();
        this.namespacesClaim = namespacesClaim;
    }

    /** One who may do nothing, when nobody asks for these claims. */
    Identity of(JWTClaimsSet claims) {
        for (SenderSpec sender : senders) {
            if (sender.proof() instanceof Proof.Claims asked
                    && asked.claims().entrySet().stream().allMatch(claim -> values(claims.getClaim(claim.getKey()))
                            .contains(claim.getValue()))) {
                return sender.identity();
            }
        }
        Set<String> namespaces =
                namespacesClaim.isEmpty() ? Set.of() : new HashSet<>(words(claims.getClaim(namespacesClaim)));
        // That is for the document to say.
        namespaces.remove("*");
        Set<Permission> permissions = namespaces.isEmpty() ? Set.of() : EnumSet.of(Permission.WRITE);
        return new Identity("token of " + claims.getSubject(), namespaces, permissions);
    }

    private static Collection<String> values(@Nullable Object claim) {
        if (claim instanceof Collection<?> several) {
            return several.stream()
                    .filter(Objects::nonNull)
                    .map(String::valueOf)
                    .collect(Collectors.toSet());
        }
        return claim == null ? Set.of() : Set.of(String.valueOf(claim));
    }

    private static Collection<String> words(@Nullable Object claim) {
        return claim instanceof String text ? Arrays.asList(text.strip().split("\\s+")) : values(claim);
    }
}
