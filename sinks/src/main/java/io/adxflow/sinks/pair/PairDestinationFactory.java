package io.adxflow.sinks.pair;

import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.DestinationFactory;
import io.adxflow.sinks.delivery.Destinations;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.storage.StorageSettings;
import java.util.ArrayList;
import java.util.List;

/** Kind {@code pair}: batches in storages, and notices of them on hubs; both are other monikers. */
public final class PairDestinationFactory implements DestinationFactory {
    @Override
    public String kind() {
        return "pair";
    }

    @Override
    public List<String> validate(MonikerSpec moniker) {
        return new PairSettingsParser(moniker).problems();
    }

    /** With another member each batch may go elsewhere: those of before go where they were to go. */
    @Override
    public boolean areSamePlace(MonikerSpec one, MonikerSpec other) {
        if (!new PairSettingsParser(one).problems().isEmpty()
                || !new PairSettingsParser(other).problems().isEmpty()) {
            return one.options().equals(other.options());
        }
        PairSettings first = new PairSettingsParser(one).settings();
        PairSettings second = new PairSettingsParser(other).settings();
        return areSame(first.storages(), second.storages()) && areSame(first.hubs(), second.hubs());
    }

    @Override
    public Parts parts(MonikerSpec moniker) {
        PairSettings settings = new PairSettingsParser(moniker).settings();
        return new Parts(settings.storages(), settings.hubs());
    }

    private static boolean areSame(List<MonikerSpec> some, List<MonikerSpec> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (MonikerSpec one : some) {
            if (others.stream()
                    .noneMatch(other -> other.name().equals(one.name()) && Destinations.areSamePlace(one, other))) {
                return false;
            }
        }
        return true;
    }

    /** Connects to nothing yet. */
    @Override
    public Destination open(MonikerSpec moniker, StorageSettings storage) throws Exception {
        PairSettings settings = new PairSettingsParser(moniker).settings();
        List<Member> opened = new ArrayList<>();
        try {
            return new PairDestination(
                    settings,
                    pool(settings.storages(), storage, opened),
                    pool(settings.hubs(), storage, opened),
                    new Diversions(storage.folder("pairs/" + moniker.name())),
                    System::currentTimeMillis);
        } catch (Exception e) {
            for (Member member : opened) {
                member.destination().close();
            }
            throw e;
        }
    }

    private static Pool pool(List<MonikerSpec> parts, StorageSettings storage, List<Member> opened) throws Exception {
        List<Member> members = new ArrayList<>();
        for (MonikerSpec part : parts) {
            Member member = new Member(part.name(), Destinations.open(part, storage), System::currentTimeMillis);
            members.add(member);
            opened.add(member);
        }
        return new Pool(members);
    }
}
