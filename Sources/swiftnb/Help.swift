/// The texts of `--help`; the snapshot tests hold them word for word.
enum Help {
    static let overview = """
        swiftnb runs notebooks written in Swift and writes a self-contained HTML report.

        Usage: swiftnb COMMAND …

          run NOTEBOOK…       run the cells in order, write the report
          check NOTEBOOK…     compile every cell, run none
          convert IN OUT      .swiftnb ↔ .ipynb, and .swiftnb → .html without running
          render FOLDER       the report again from what a run left, without running
          diff FOLDER FOLDER  two runs side by side on one page
          data ORDER          list, fetch and verify datasets
          new NAME            a tutorial as a starting point
          class WORK          exercises: hand out, check, grade
          bench WORK          what a training step, inference or augmentation costs here
          doctor              what this machine has, and what to do where something is missing

        swiftnb COMMAND --help explains a command, swiftnb --version tells the version.
        Exit status: 0 all cells ran, 1 a cell failed, 2 wrong usage, 3 something is missing, 130 interrupted.
        """

    static let run = """
        Usage: swiftnb run NOTEBOOK… [options]

        Runs each notebook (.swiftnb or .ipynb) in a process of its own and leaves in outputs/NAME:
        report.html, the executed NAME.ipynb, run.json, and what the notebook itself writes.
        The report is written again after every cell, so a failed or ended run has one too.

          -p NAME VALUE            replace the value of a variable of the parameters cell
          -o DIR                   write to DIR instead of outputs/NAME (one notebook only)
          --timeout SECONDS        the longest that one cell may run
          --total-timeout SECONDS  the longest that one notebook may run
          --memory MIB             the most memory the notebook may take
          --keep-going             go on after a failed cell; where the kernel died, at the next cell with
                                   kernel="new"
          --resume                 keep what an earlier run in the same folder left, and go on with its training
          --seed N                 seed of the session (default 0)
          --threads N              threads for training (default: one per core)
          --debug                  compile cells without optimisation
          --quiet                  print nothing but errors and the report's path
          --help-notebook          list the notebook's parameters and run nothing

        Example: swiftnb run notebooks/simclr-flowers.swiftnb -p epochs 2
        """

    static let check = """
        Usage: swiftnb check NOTEBOOK… [--debug]

        Compiles every cell and runs none. Prints the compiler's messages; exit status 1 if there are errors.
        """

    static let convert = """
        Usage: swiftnb convert IN OUT

        Converts between .swiftnb and .ipynb by the names' endings, without loss, and from .swiftnb
        or .ipynb to .html without running anything.
        """

    static let data = """
        Usage: swiftnb data list | fetch NAME | verify NAME [options]

          list           the datasets that can be fetched, and which are there
          fetch NAME     download, check the SHA-256, unpack; goes on where it broke off when run again
          verify NAME    compare the unpacked files with what was fetched, byte by byte

          -o DIR           the folder for datasets (default data)
          --url ADDRESS    a mirror that offers the same archive
          --keep-archive   leave the archive beside what was in it
          --quiet          show no progress

        Prints the dataset's folder; cells then read it with CIFAR10("data") or STL10("data").
        Exit status: 0 it is there, 2 wrong usage, 3 it could not be fetched or is damaged.

        Example: swiftnb data fetch cifar10
        """

    static let bench = """
        Usage: swiftnb bench step|infer|augment|train|cells|loop [options]

        Measures one kind of work and prints one JSON line; of the first four with the keys of the PyTorch
        script that scripts/compare-pytorch runs beside it. Results are checked before they are timed.

          step       forward pass, InfoNCE, backward pass and Adam on random pictures, two views each
          infer      the frozen network on random pictures
          augment    two views of each picture of a folder
          train      training on pictures of a folder, augmentation included
          cells      start-up, and what a small cell costs: compiled for the first time, and from the cache
          loop       a training loop written by hand, in a cell and in a compiled program

          --arch NAME     resnet18 (default), resnet34, resnet50, pooledresnet or smallconvnet
          --size PIXELS   side of a view (default 32)
          --batch N       pictures in a batch (default 256)
          --images DIR    pictures, one folder per class
          --limit N       the most pictures that augment takes (default 4096)
          --steps N       timed steps of train (default 8), of loop in each run (default 60)
          --repeat N      timed repeats of step and infer (default 6), runs of loop (default 5)
          --count N       cells of cells (default 30); --debug compiles them without optimisation
          --threads N     threads (default: one per core)
          --no-preload    decode pictures when they are needed, in every epoch
          --profile       show the time of every operation on standard error

        Example: swiftnb bench step --size 32 --batch 256
        """

    static let doctor = """
        Usage: swiftnb doctor

        Shows the compiler, the library and the programs that the work needs, the BLAS kernel that runs use,
        threads and memory, and says what to do where something is missing or slow. Exit status 3 if a run
        would not work.
        """
}
