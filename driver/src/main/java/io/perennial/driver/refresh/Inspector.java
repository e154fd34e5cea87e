package io.perennial.driver.refresh;

import io.perennial.driver.registry.ArrivalId;
import io.perennial.driver.registry.ModelState;
import io.perennial.driver.registry.Quarantined;
import io.perennial.driver.registry.VersionProvenance;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/** Finds the arrivals that nobody consumed, and says of each whether it can be used. */
final class Inspector {

    private final SavedModel model;
    private final Ledger ledger;
    private final ModelState state;
    private final Configuration hadoop;
    /** By the SHA-256 of the bytes: under another name they are no better. */
    private final Map<String, ModelState.Standing> unwanted;

    private final List<Arrival> read = new ArrayList<>();
    private final List<Quarantined> quarantined = new ArrayList<>();
    private final List<ArrivalId> heldBack = new ArrayList<>();
    private int later;
    private int unsettled;
    private int unplanned;
    private int excludedCopies;

    Inspector(SavedModel model, Ledger ledger, ModelState state, Configuration hadoop) {
        this.model = model;
        this.ledger = ledger;
        this.state = state;
        this.hadoop = hadoop;
        this.unwanted = unwanted(state);
    }

    /**
     * Reads what is new.
     *
     * @param plan   of a refresh that is continued: nothing else is looked at
     * @param newest when a file must have been changed last, milliseconds since 1970
     */
    Inspection inspect(List<ArrivalSource> files, LocalDate logicalDate, long newest, Optional<PinnedPlan> plan, Judge judge) throws IOException {
        Set<ArrivalId> planned = plan.map(pinned -> Set.copyOf(pinned.arrivals())).orElse(null);
        for (ArrivalSource file : files) {
            if (isLater(file, logicalDate)) {
                later++;
            } else if (mayBeNew(file, logicalDate)) {
                if (!file.isSettled(newest)) {
                    unsettled++;
                } else {
                    lookOrTellWhere(file, planned);
                }
            }
        }
        setCopiesApart();
        List<Arrival> usable = new ArrayList<>();
        for (Arrival arrival : read) {
            judge.judge(arrival).ifPresentOrElse(reason -> quarantined.add(new Quarantined(arrival.source().name(), arrival.sha256(), reason)),
                    () -> usable.add(arrival));
        }
        judge.holdOut(usable);
        return new Inspection(usable, quarantined, new Inspection.Waiting(later, unsettled, unplanned, heldBack, excludedCopies));
    }

    /** Whether a look into the file is needed to tell: it is neither of a later date nor consumed and left alone since. */
    boolean mayBeNew(ArrivalSource file, LocalDate logicalDate) {
        return !isLater(file, logicalDate)
                && ledger.named(file.name()).filter(consumed -> consumed.bytes() == file.bytes() && consumed.modified() == file.modified()).isEmpty();
    }

    private static boolean isLater(ArrivalSource file, LocalDate logicalDate) {
        return file.date().filter(date -> date.isAfter(logicalDate)).isPresent();
    }

    /** A file that cannot be read now says nothing about the job: it is a failure that may pass. */
    private void lookOrTellWhere(ArrivalSource file, Set<ArrivalId> planned) throws IOException {
        try {
            look(file, planned);
        } catch (IOException e) {
            throw new IOException("arrivals: cannot read " + file.shown() + ": " + e.getMessage() + "; check access, and run it again", e);
        }
    }

    private void look(ArrivalSource file, Set<ArrivalId> planned) throws IOException {
        try {
            ArrivalSource.Records records = file.records(model, hadoop);
            Arrival arrival = Arrival.read(file, records);
            if (arrival.size() == 0) {
                throw new UnusableArrivalException("has no rows");
            }
            if (!isToBeTaken(arrival.id(), planned)) {
                return;
            }
            Optional<VersionProvenance.Consumed> before = ledger.named(file.name());
            if (before.isPresent() && !before.get().sha256().equals(arrival.sha256())) {
                throw new UnusableArrivalException("was overwritten after " + ledger.versionOf(file.name()) + " had consumed it; give new data a name of its own");
            }
            if (records.stated().filter(stated -> !stated.equals(arrival.sha256())).isPresent()) {
                throw new UnusableArrivalException("does not have the checksum that the dataset.json beside it states");
            }
            read.add(arrival);
        } catch (UnusableArrivalException e) {
            setApart(file, e.getMessage(), planned);
        } catch (IllegalArgumentException e) {
            throw new InputException("arrivals: cannot read " + file.shown() + ": " + e.getMessage() + "; check access, and run it again", e);
        }
    }

    private void setApart(ArrivalSource file, String reason, Set<ArrivalId> planned) throws IOException {
        if (file.isChanged(hadoop)) {
            // Whoever writes it has not ended.
            unsettled++;
            return;
        }
        if (file.isGone(hadoop) && state.setApart().keySet().stream().anyMatch(apart -> apart.name().equals(file.name()))) {
            // Somebody decided about it while its content was there.
            return;
        }
        ArrivalId id = new ArrivalId(file.name(), file.sha256Unusable(hadoop));
        if (isToBeTaken(id, planned)) {
            quarantined.add(new Quarantined(id.name(), id.sha256(), reason));
        }
    }

    /** The standing of the arrival, or of one with the same bytes that somebody decided, or has to decide, not to train on. */
    private Optional<ModelState.Standing> standing(ArrivalId id) {
        ModelState.SetApart own = state.setApart().get(id);
        return own != null ? Optional.of(own.standing()) : Optional.ofNullable(unwanted.get(id.sha256()));
    }

    private static Map<String, ModelState.Standing> unwanted(ModelState state) {
        Map<String, ModelState.Standing> unwanted = new HashMap<>();
        state.setApart().forEach((id, apart) -> {
            if (apart.standing() != ModelState.Standing.QUARANTINED) {
                unwanted.merge(id.sha256(), apart.standing(), (one, other) -> one == ModelState.Standing.EXCLUDED ? one : other);
            }
        });
        return unwanted;
    }

    private boolean isToBeTaken(ArrivalId id, Set<ArrivalId> planned) {
        if (ledger.named(id.name()).filter(consumed -> consumed.id().equals(id)).isPresent()) {
            return false;
        }
        Optional<ModelState.Standing> apart = standing(id);
        if (apart.isPresent()) {
            if (apart.get() == ModelState.Standing.HELD_BACK) {
                heldBack.add(id);
            } else if (!state.setApart().containsKey(id)) {
                excludedCopies++;
            }
            return false;
        }
        if (planned != null && !planned.contains(id)) {
            unplanned++;
            return false;
        }
        return true;
    }

    /** Files whose bytes were consumed, or are those of another new file with an earlier name. */
    private void setCopiesApart() {
        Map<String, String> known = new HashMap<>(ledger.byContent());
        for (Arrival arrival : List.copyOf(read)) {
            String original = known.putIfAbsent(arrival.sha256(), arrival.source().name());
            if (original != null) {
                read.remove(arrival);
                quarantined.add(new Quarantined(arrival.source().name(), arrival.sha256(), "is a copy of " + original));
            }
        }
    }
}
