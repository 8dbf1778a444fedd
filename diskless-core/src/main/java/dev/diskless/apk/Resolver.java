package dev.diskless.apk;

import dev.diskless.apk.Candidate.Obstacle;
import dev.diskless.apk.Name.Dependant;
import dev.diskless.apk.Name.Provider;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.LimitExceededException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Chooses packages as apk does for an empty root: deduces what follows, then decides the name that leaves least room,
 * and never takes a decision back.
 */
final class Resolver {

    /** Steps after which an index counts as entangled; sets of 300 packages out of a real index take about 5,000. */
    static final long WORK_LIMIT = 20_000_000;

    // Ranks of names that wait for a decision.
    private static final int ONE_OPTION = 0;
    private static final int CHOOSABLE = 1;
    private static final int CONDITIONAL = 2;
    private static final int UNCLEAR = 3;
    private static final int NOT_QUEUED = -1;

    private final Map<String, Name> names = new HashMap<>();
    private final List<Candidate> negated = new ArrayList<>();
    private final List<Candidate> selected = new ArrayList<>();
    private final TreeSet<String> implied = new TreeSet<>();
    private final ResolverFaults faults;
    private final Object place;
    private final TreeSet<Name> queue = new TreeSet<>(Comparator.<Name>comparingInt(name -> name.rank)
            .thenComparing(name -> !name.realPackage)
            .thenComparing(name -> -name.order)
            .thenComparing(name -> name.text));
    private int discovered;
    private long work;

    Resolver(Object place, String machine, Collection<PackageInfo> packages) {
        this.place = place;
        this.faults = new ResolverFaults(place, names);
        for (PackageInfo info : packages) {
            Candidate candidate = new Candidate(info, machine);
            Name own = name(info.name());
            own.realPackage = true;
            own.providers.add(new Provider(candidate, info.version()));
            for (Dependency provided : candidate.provides) {
                name(provided.name()).providers.add(new Provider(candidate, provided.version()));
            }
            for (Dependency condition : candidate.installIf) {
                name(condition.name()).triggers.add(candidate);
            }
            if (candidate.installIf.stream().anyMatch(Dependency::conflict)) {
                negated.add(candidate);
            }
        }
    }

    Selection resolve(List<Dependency> request) throws DisklessException {
        List<Dependency> wanted = new ArrayList<>(request);
        wanted.sort(Comparator.comparing(Dependency::toString));
        for (Dependency dependency : wanted) {
            discover(name(dependency.name()));
        }
        for (Name name : List.copyOf(names.values())) {
            dropUnmet(name);
        }
        for (Dependency dependency : wanted) {
            apply(dependency, null);
        }
        do {
            for (Name name = queue.pollFirst(); name != null; name = queue.pollFirst()) {
                name.rank = NOT_QUEUED;
                decide(name);
            }
        } while (triggerNegated());
        List<PackageInfo> packages = new ArrayList<>();
        selected.forEach(candidate -> packages.add(candidate.info));
        packages.sort(Comparator.comparing(PackageInfo::name));
        return new Selection(packages, List.copyOf(implied));
    }

    // Depth first, what is needed before what needs it: the greater the order, the closer to the request. The stack is
    // our own because chains of an index may be as long as the index.
    private void discover(Name start) throws DisklessException {
        Deque<Name> path = new ArrayDeque<>();
        Deque<Deque<Name>> pending = new ArrayDeque<>();
        Name next = start;
        while (true) {
            if (next != null && !next.discovered) {
                next.discovered = true;
                path.push(next);
                pending.push(neighbours(next));
            }
            if (path.isEmpty()) {
                return;
            }
            next = pending.element().poll();
            if (next == null) {
                path.pop().order = ++discovered;
                pending.pop();
            }
        }
    }

    private Deque<Name> neighbours(Name name) throws DisklessException {
        Deque<Name> list = new ArrayDeque<>();
        for (Provider provider : name.providers) {
            Candidate candidate = provider.candidate();
            if (!candidate.discovered) {
                candidate.discovered = true;
                for (Dependency dependency : candidate.depends) {
                    step();
                    Name needed = name(dependency.name());
                    needed.dependants.add(new Dependant(candidate, dependency));
                    list.add(needed);
                }
            }
        }
        for (Candidate candidate : name.triggers) {
            list.add(name(candidate.info.name()));
        }
        return list;
    }

    /** Adds a condition of a chosen package, or of the request where {@code by} is null. */
    private void apply(Dependency dependency, @Nullable Candidate by) throws DisklessException {
        Name name = name(dependency.name());
        if (!dependency.conflict()) {
            if (name.requirers++ == 0) {
                name.requiredBy = by;
            }
            Provider chosen = name.chosen;
            if (chosen != null && !fits(dependency, chosen)) {
                throw faults.conflict(chosen.candidate(), by, dependency);
            }
        }
        for (Provider provider : name.providers) {
            step();
            Candidate candidate = provider.candidate();
            if (fits(dependency, provider) == dependency.conflict() && !(dependency.conflict() && candidate == by)) {
                if (candidate.selected && dependency.conflict()) {
                    throw faults.conflict(candidate, by, dependency);
                }
                drop(candidate, new Obstacle(Obstacle.Kind.EXCLUDED, by, dependency));
            }
        }
        enqueue(name);
        // Its packages may now be chosen for what they provide without a version.
        for (Provider provider : name.providers) {
            if (name.requirers == 1 && provider.candidate().info.name().equals(name.text)) {
                for (Dependency provided : provider.candidate().provides) {
                    enqueue(name(provided.name()));
                }
            }
        }
    }

    private void decide(Name name) throws DisklessException {
        Provider best = null;
        for (Provider provider : name.providers) {
            step();
            boolean allowed = name.requirers > 0 || provider.candidate().triggered;
            if (allowed && isChoosable(provider) && (best == null || compare(provider, best) > 0)) {
                best = provider;
            }
        }
        if (best == null && name.requirers > 0 && name.providers.size() == 1) {
            best = name.providers.get(0);
            implied.add(best.candidate().info.name());
        }
        if (best != null && best.candidate().obstacle == null) {
            best.candidate().chosenFor = name;
            select(best.candidate());
        } else if (name.requirers > 0) {
            throw best == null ? faults.noChoice(name) : faults.unusable(name, best);
        }
    }

    private void select(Candidate candidate) throws DisklessException {
        if (candidate.selected) {
            return;
        }
        candidate.selected = true;
        selected.add(candidate);
        lock(name(candidate.info.name()), new Provider(candidate, candidate.info.version()));
        for (Dependency provided : candidate.provides) {
            lock(name(provided.name()), new Provider(candidate, provided.version()));
        }
        for (Dependency dependency : candidate.depends) {
            apply(dependency, candidate);
        }
    }

    private void lock(Name name, Provider provider) throws DisklessException {
        Provider chosen = name.chosen;
        if (chosen != null) {
            boolean both = chosen.version().isEmpty() && provider.version().isEmpty();
            if (!both && chosen.candidate() != provider.candidate()) {
                throw faults.sameName(chosen.candidate(), provider.candidate(), name);
            }
            return;
        }
        name.chosen = provider;
        dequeue(name);
        for (Provider other : name.providers) {
            step();
            boolean both = other.version().isEmpty() && provider.version().isEmpty();
            if (!both && other.candidate() != provider.candidate()) {
                drop(other.candidate(), new Obstacle(Obstacle.Kind.SAME_NAME, provider.candidate(), null));
            }
        }
        for (Candidate candidate : name.triggers) {
            trigger(candidate, false);
        }
    }

    /** Takes a package out of the choice, and with it every package that cannot do without it. */
    private void drop(Candidate first, Obstacle reason) throws DisklessException {
        if (first.obstacle != null || first.selected) {
            return;
        }
        first.obstacle = reason;
        Deque<Candidate> dropped = new ArrayDeque<>(List.of(first));
        for (Candidate candidate = dropped.poll(); candidate != null; candidate = dropped.poll()) {
            loses(name(candidate.info.name()), dropped);
            for (Dependency provided : candidate.provides) {
                loses(name(provided.name()), dropped);
            }
        }
    }

    private void loses(Name name, Deque<Candidate> dropped) throws DisklessException {
        enqueue(name);
        for (Dependant dependant : name.dependants) {
            if (dependant.candidate().obstacle == null && isUnmet(name, dependant.dependency())) {
                dependant.candidate().obstacle = new Obstacle(Obstacle.Kind.UNMET, null, dependant.dependency());
                dropped.add(dependant.candidate());
            }
        }
    }

    private void dropUnmet(Name name) throws DisklessException {
        for (Dependant dependant : name.dependants) {
            if (isUnmet(name, dependant.dependency())) {
                drop(dependant.candidate(), new Obstacle(Obstacle.Kind.UNMET, null, dependant.dependency()));
            }
        }
    }

    private boolean isUnmet(Name name, Dependency dependency) throws DisklessException {
        if (dependency.conflict()) {
            return false;
        }
        for (Provider provider : name.providers) {
            step();
            if (provider.candidate().obstacle == null && fits(dependency, provider)) {
                return false;
            }
        }
        return true;
    }

    private boolean triggerNegated() {
        for (Candidate candidate : negated) {
            trigger(candidate, true);
        }
        return !queue.isEmpty();
    }

    private void trigger(Candidate candidate, boolean last) {
        if (candidate.triggered || candidate.selected || candidate.obstacle != null) {
            return;
        }
        for (Dependency condition : candidate.installIf) {
            Provider chosen = name(condition.name()).chosen;
            boolean there = chosen != null && fits(condition, chosen);
            if (there == condition.conflict() || (condition.conflict() && !last)) {
                return;
            }
        }
        candidate.triggered = true;
        Name own = name(candidate.info.name());
        own.triggered = true;
        enqueue(own);
    }

    private void enqueue(Name name) {
        dequeue(name);
        if (name.chosen == null && (name.requirers > 0 || name.triggered)) {
            name.rank = rank(name);
            queue.add(name);
        }
    }

    private void dequeue(Name name) {
        if (name.rank != NOT_QUEUED) {
            queue.remove(name);
            name.rank = NOT_QUEUED;
        }
    }

    private int rank(Name name) {
        if (name.requirers == 0) {
            return CONDITIONAL;
        }
        int options = 0;
        boolean choosable = false;
        for (Provider provider : name.providers) {
            work++;
            if (provider.candidate().obstacle == null) {
                options++;
                choosable |= isChoosable(provider);
            }
        }
        return !choosable ? UNCLEAR : options == 1 ? ONE_OPTION : CHOOSABLE;
    }

    /** Whether apk would take this provider unasked: not what only provides the name, without a version. */
    private boolean isChoosable(Provider provider) {
        return !provider.version().isEmpty()
                || provider.candidate().info.providerPriority() > 0
                || name(provider.candidate().info.name()).requirers > 0;
    }

    private static int compare(Provider a, Provider b) {
        PackageInfo left = a.candidate().info;
        PackageInfo right = b.candidate().info;
        int order = Boolean.compare(a.candidate().obstacle == null, b.candidate().obstacle == null);
        if (order == 0) {
            order = VersionOrder.INSTANCE.compare(a.version(), b.version());
        }
        if (order == 0 && left.name().equals(right.name())) {
            order = VersionOrder.INSTANCE.compare(left.version(), right.version());
        }
        return order == 0 ? Long.compare(left.providerPriority(), right.providerPriority()) : order;
    }

    private static boolean fits(Dependency dependency, Provider provider) {
        return dependency.fits(provider.version(), provider.candidate().info.identity());
    }

    private Name name(String text) {
        return names.computeIfAbsent(text, Name::new);
    }

    private void step() throws LimitExceededException {
        if (++work > WORK_LIMIT) {
            throw new LimitExceededException(
                    LimitExceededException.detail("the packages of the index are too entangled to choose from")
                            .at(place)
                            .expected("at most " + WORK_LIMIT + " steps")
                            .cure("use an index as Alpine publishes it"));
        }
    }
}
