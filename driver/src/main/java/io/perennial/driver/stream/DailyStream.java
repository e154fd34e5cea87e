package io.perennial.driver.stream;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.compact.CompactFolder;
import io.perennial.datasets.random.Draws;
import io.perennial.driver.refresh.Audit;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Sixty days of arrivals made of a data set with ten classes: four classes come later, some days' images are corrupted, and much goes wrong with the files
 * ({@link Calendar}). A pure function of the data set, the sizes and the seed. In a folder:
 * <pre>
 * first/               what the first version is trained on, and the old test set: six classes
 * new/7/ ... new/10/   what comes later, as test sets for models of so many classes: later classes, and old ones corrupted as arrivals are
 * joint/               everything good that there is in the end, for the upper bound; tested on the old test set
 * deliveries/DATE/     what arrives on a day: to be copied over the arrivals folder
 * plan.json            what there is, and what must become of it
 * </pre>
 */
public final class DailyStream {

    private static final int OLD_PER_CLASS = 500;
    private static final int NEW_PER_CLASS = 200;
    private static final int NEW_PER_CORRUPTION = 60;
    private static final double CORRECTED = 0.05;
    private static final byte NO_CLASS = 99;

    /**
     * How much there is.
     *
     * @param perClass images of each class in the end
     * @param first    of those of each old class, in the first version
     */
    public record Sizes(int perClass, int first) {

        public Sizes {
            if (first < 1 || perClass < first + Calendar.DAYS) {
                throw new InputException("--per-class, --first: found " + perClass + " and " + first + "; give at least one image of a class to the first version and "
                        + Calendar.DAYS + " more, one for each day");
            }
        }
    }

    private final FileSystem files;
    private final Path folder;
    private final Images train;
    private final Images test;
    private final long seed;
    private final Sizes sizes;
    private final ImageFolder writer;
    private final Map<Integer, List<StreamPlan.Delivered>> delivered = new TreeMap<>();
    /** What is good of what arrives. */
    private final List<byte[]> good = new ArrayList<>();

    private DailyStream(Path folder, Images train, Images test, long seed, Sizes sizes, FileSystem files) {
        this.files = files;
        this.folder = folder;
        this.train = train;
        this.test = test;
        this.seed = seed;
        this.sizes = sizes;
        this.writer = new ImageFolder(files, train.shape(), train.normalization());
    }

    /**
     * Makes it, unless it is there.
     *
     * @param data     a data set's name or a folder
     * @param progress receives lines for a person
     * @throws InputException if the data cannot be used, or there is another stream in the folder
     */
    public static void make(String folder, String data, long seed, Sizes sizes, Configuration hadoop, Consumer<String> progress) throws IOException {
        Path path = new Path(folder);
        FileSystem files = path.getFileSystem(hadoop);
        if (StreamPlan.exists(files, path)) {
            StreamPlan there = StreamPlan.read(files, path);
            if (!there.data().equals(data) || there.seed() != seed) {
                throw new InputException(folder + " holds the stream of " + there.data() + " with seed " + there.seed() + "; name another folder");
            }
            progress.accept("the stream in " + folder + " is there");
            return;
        }
        Images train = Images.read(data, "train", seed, hadoop, progress);
        if (train.smallestClass() < sizes.perClass()) {
            throw new InputException("--per-class: found " + sizes.perClass() + ", but the smallest class of " + data + " has " + train.smallestClass() + " images");
        }
        new DailyStream(path, train, Images.read(data, "test", seed, hadoop, progress), seed, sizes, files).write(data);
    }

    private void write(String data) throws IOException {
        List<byte[]> first = new ArrayList<>();
        for (int label = 0; label < Calendar.OLD_CLASSES; label++) {
            train.of(label).subList(0, sizes.first()).forEach(image -> first.add(image.record()));
        }
        Images.shuffle(first, new Draws(seed, 0));
        byte[] oldTest = oldTest();
        writer.dataset(new Path(folder, "first"), train.classes().subList(0, Calendar.OLD_CLASSES), ImageFolder.joined(first), oldTest);
        for (int day = 1; day <= Calendar.DAYS; day++) {
            deliver(day);
        }
        good.addAll(first);
        Images.shuffle(good, new Draws(seed, -1));
        writer.dataset(new Path(folder, "joint"), train.classes(), ImageFolder.joined(good), oldTest);
        int newImages = 0;
        for (int classes = Calendar.OLD_CLASSES; classes <= Calendar.CLASSES; classes++) {
            byte[] records = newTest(classes);
            newImages = records.length / recordBytes();
            writer.testSet(new Path(folder, "new/" + classes), train.classes().subList(0, classes), records);
        }
        new StreamPlan(StreamPlan.FORMAT_VERSION, data, seed, train.classes(), Calendar.OLD_CLASSES, newImages, days()).write(files, folder);
    }

    private int recordBytes() {
        return 1 + train.shape().bytes();
    }

    private byte[] oldTest() {
        List<byte[]> old = new ArrayList<>();
        for (int label = 0; label < Calendar.OLD_CLASSES; label++) {
            List<Images.Image> all = test.of(label);
            all.subList(0, Math.min(OLD_PER_CLASS, all.size())).forEach(image -> old.add(image.record()));
        }
        return ImageFolder.joined(old);
    }

    private byte[] newTest(int classes) {
        List<byte[]> records = new ArrayList<>();
        for (int label = Calendar.OLD_CLASSES; label < classes; label++) {
            List<Images.Image> all = test.of(label);
            all.subList(0, Math.min(NEW_PER_CLASS, all.size())).forEach(image -> records.add(image.record()));
        }
        Calendar.weather().forEach((day, weather) -> {
            for (int i = 0; i < NEW_PER_CORRUPTION; i++) {
                List<Images.Image> all = test.of(i % Calendar.OLD_CLASSES);
                Images.Image image = all.get((day * NEW_PER_CORRUPTION + i) / Calendar.OLD_CLASSES % all.size());
                records.add(corrupted(image, weather, -day));
            }
        });
        return ImageFolder.joined(records);
    }

    private byte[] corrupted(Images.Image image, Calendar.Weather weather, long arrival) {
        byte[] pixels = Arrays.copyOfRange(image.record(), 1, image.record().length);
        byte[] record = image.record().clone();
        System.arraycopy(weather.corruption().of(pixels, train.shape(), weather.severity(), seed, arrival, image.index()), 0, record, 1, pixels.length);
        return record;
    }

    /** A day's own images, in random order: as many of each class as are its share, corrupted if it is a day for that. */
    private List<byte[]> images(int day) {
        List<byte[]> records = new ArrayList<>();
        for (int label = 0; label < Calendar.classes(day); label++) {
            int from = label < Calendar.OLD_CLASSES ? sizes.first() : 0;
            int first = Calendar.firstDay(label);
            int active = Calendar.DAYS - first + 1;
            int all = sizes.perClass() - from;
            int begin = from + (int) ((long) all * (day - first) / active);
            int end = from + (int) ((long) all * (day - first + 1) / active);
            for (Images.Image image : train.of(label).subList(begin, end)) {
                records.add(Calendar.weather(day).map(weather -> corrupted(image, weather, Calendar.date(day).toEpochDay())).orElse(image.record()));
            }
        }
        Images.shuffle(records, new Draws(seed, day));
        return records;
    }

    private void deliver(int day) throws IOException {
        List<byte[]> own = images(day);
        List<byte[]> part = own.subList(0, own.size() / 3);
        List<byte[]> rest = own.subList(own.size() / 3, own.size());
        if (day == Calendar.dayOf(Calendar.Trouble.LATE) - 3) {
            good(day, "", rest, "images");
            good(day + 3, day, "-late", part, "images of three days before");
            return;
        }
        if (Calendar.trouble(day).isEmpty()) {
            good(day, "", own, "images");
            return;
        }
        switch (Calendar.trouble(day).get()) {
            case EMPTY -> {
                good(day, "", own, "images");
                bad(day, "-empty", plain(day, "-empty", new byte[0]), "an empty file");
            }
            case HALF_WRITTEN -> {
                good(day, "", rest, "images");
                byte[] whole = ImageFolder.joined(part);
                bad(day, "-upload", plain(day, "-upload", Arrays.copyOf(whole, whole.length / 2 + 7)), "a file that ends within a record");
                note(day + 1, name(day, "-upload"), writer.file(place(day + 1, day, "-upload"), whole), Audit.Standing.CONSUMED, "yesterday's file, now whole");
                good.addAll(part);
            }
            case COPY -> {
                good(day, "", own, "images");
                bad(day, "-again", plain(day, "-again", ImageFolder.joined(images(day - 1))), "yesterday's file under another name");
            }
            case OVERWRITTEN -> {
                good(day, "", own, "images");
                int before = day - 7;
                byte[] corrected = relabelled(images(before), 1, Calendar.classes(before), CORRECTED);
                note(day, name(before, ""), writer.arrival(directory(day, before, ""), classes(before), corrected), Audit.Standing.QUARANTINED,
                        "a file of a week before, written anew with a few other labels");
            }
            case OTHER_SHAPE -> {
                good(day, "", own, "images");
                ImageShape grey = new ImageShape(1, train.shape().height(), train.shape().width());
                byte[] records = new byte[20 * (1 + grey.bytes())];
                new Random(seed).fill(records, 1 + grey.bytes());
                bad(day, "-grey", writer.arrival(directory(day, day, "-grey"), classes(day), records, grey, Sha256.hex(records)), "grey images");
            }
            case UNKNOWN_LABELS -> {
                good(day, "", rest, "images");
                byte[] records = ImageFolder.joined(part);
                for (int r = 0; r < part.size(); r += 5) {
                    records[r * recordBytes()] = NO_CLASS;
                }
                bad(day, "-labels", plain(day, "-labels", records), "a fifth of the labels are of no class");
            }
            case OTHER_CHECKSUM -> {
                good(day, "", rest, "images");
                byte[] records = ImageFolder.joined(part);
                bad(day, "-mirror", writer.arrival(directory(day, day, "-mirror"), classes(day), records, train.shape(), Sha256.hex("another")),
                        "a file that is not what its description states");
            }
            case FLIPPED_LABELS -> note(day, name(day, ""), writer.arrival(directory(day, day, ""), classes(day), relabelled(own, Calendar.classes(day) / 2, Calendar.classes(day), 1)),
                    Audit.Standing.HELD_BACK, "images with flipped labels");
            case TEST_IMAGES -> {
                good(day, "", own, "images");
                bad(day, "-leak", plain(day, "-leak", Arrays.copyOf(oldTest(), 20 * recordBytes())), "images of the old test set");
            }
            case SEEN_BEFORE -> {
                good(day, "", rest, "images");
                List<byte[]> seen = new ArrayList<>(images(day - 1));
                seen.addAll(part);
                bad(day, "-more", plain(day, "-more", ImageFolder.joined(seen)), "mostly images of yesterday");
            }
            case DAMAGED_DESCRIPTION -> {
                good(day, "", rest, "images");
                String sha256 = writer.arrival(directory(day, day, "-torn"), classes(day), ImageFolder.joined(part));
                writer.file(new Path(directory(day, day, "-torn"), CompactFolder.DESCRIPTION), "{\"formatVersion\": 1, \"classes\": [".getBytes(StandardCharsets.UTF_8));
                bad(day, "-torn", sha256, "a file whose description ends in the middle");
            }
            case LATE -> good(day, "", own, "images");
            case NOTHING -> { }
        }
    }

    /** Draws bytes: what they are does not matter. */
    private record Random(long seed) {

        void fill(byte[] records, int recordBytes) {
            Draws draws = new Draws(seed, 1);
            for (int i = 0; i < records.length; i++) {
                records[i] = (byte) (i % recordBytes == 0 ? 0 : draws.below(256));
            }
        }
    }

    private void good(int day, String suffix, List<byte[]> records, String what) throws IOException {
        good(day, day, suffix, records, what);
    }

    /** @param named day in its name */
    private void good(int day, int named, String suffix, List<byte[]> records, String what) throws IOException {
        String sha256 = writer.arrival(directory(day, named, suffix), classes(named), ImageFolder.joined(records));
        note(day, name(named, suffix), sha256, Audit.Standing.CONSUMED, what);
        good.addAll(records);
    }

    private void bad(int day, String suffix, String sha256, String what) {
        note(day, name(day, suffix), sha256, Audit.Standing.QUARANTINED, what);
    }

    private String plain(int day, String suffix, byte[] content) throws IOException {
        return writer.file(place(day, day, suffix), content);
    }

    private void note(int day, String name, String sha256, Audit.Standing becomes, String what) {
        delivered.computeIfAbsent(day, none -> new ArrayList<>()).add(new StreamPlan.Delivered(name, sha256, becomes, what));
    }

    private List<String> classes(int day) {
        return train.classes().subList(0, Calendar.classes(day));
    }

    private static String name(int named, String suffix) {
        return Calendar.date(named) + suffix + "/" + ImageFolder.IMAGES;
    }

    private Path directory(int day, int named, String suffix) {
        return new Path(folder, "deliveries/" + Calendar.date(day) + "/" + Calendar.date(named) + suffix);
    }

    private Path place(int day, int named, String suffix) {
        return new Path(directory(day, named, suffix), ImageFolder.IMAGES);
    }

    /** A share of the labels, the first ones, become those of a class so much farther on; after the last class comes the first. */
    private byte[] relabelled(List<byte[]> records, int farther, int classes, double share) {
        byte[] all = ImageFolder.joined(records);
        int some = (int) Math.ceil(share * records.size());
        for (int r = 0; r < some; r++) {
            all[r * recordBytes()] = (byte) ((all[r * recordBytes()] + farther) % classes);
        }
        return all;
    }

    private List<StreamPlan.Day> days() {
        List<StreamPlan.Day> days = new ArrayList<>();
        for (int day = 1; day <= Calendar.DAYS; day++) {
            LocalDate date = Calendar.date(day);
            String newClass = Calendar.classes(day) > Calendar.classes(day - 1) ? train.classes().get(Calendar.classes(day) - 1) : null;
            days.add(new StreamPlan.Day(date.toString(), newClass, Calendar.weather(day).map(Calendar.Weather::text).orElse(null),
                    List.copyOf(delivered.getOrDefault(day, List.of()))));
        }
        return days;
    }
}
