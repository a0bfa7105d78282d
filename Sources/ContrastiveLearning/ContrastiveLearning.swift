@_exported import Tensors
@_exported import Layers
@_exported import Images
@_exported import Datasets
@_exported import Display
@_exported import Plots
@_exported import Contrastive
@_exported import Evaluation
