#include <cstdio>
#include <cstring>
#include <dnnl.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "COneDNN.h"
#include "onethread.hpp"

using dnnl::memory;
using tag = memory::format_tag;

struct conednn_convolution {
    conednn_direction direction;
    memory::desc x, weights, y, scratch, plain;
    dnnl::primitive primitive, pack;
};

namespace {

// Never destroyed: a thread parked for ever may still use them when the process ends.
dnnl::engine &engine() {
    static auto *it = new dnnl::engine(dnnl::engine::kind::cpu, 0);
    return *it;
}

dnnl::stream &stream() {
    static thread_local dnnl::stream it(engine());
    return it;
}

template <class Description>
void adopt(conednn_convolution &c, const Description &description) {
    c.scratch = description.scratchpad_desc();
    c.primitive = dnnl::primitive(description);
}

dnnl::primitive reorder(const memory::desc &from, const memory::desc &to) {
    return dnnl::reorder(dnnl::reorder::primitive_desc(engine(), from, engine(), to));
}

std::unique_ptr<conednn_convolution> build(conednn_direction direction, const conednn_shape &s) {
    use_one_thread();
    const auto f32 = memory::data_type::f32;
    const memory::dims xs{s.batch, s.in, s.height, s.width}, ys{s.batch, s.out, s.out_height, s.out_width};
    const memory::dims ws{s.out, s.in, s.kernel_height, s.kernel_width}, strides{s.stride, s.stride};
    // Padding on the far side as large as the windows need, negative where stride leaves a rest.
    const auto far = [&](int64_t out, int64_t kernel, int64_t size) {
        return (out - 1) * s.stride + kernel - size - s.padding;
    };
    const memory::dims near_side{s.padding, s.padding};
    const memory::dims far_side{far(s.out_height, s.kernel_height, s.height), far(s.out_width, s.kernel_width, s.width)};
    auto c = std::make_unique<conednn_convolution>();
    c->direction = direction;
    c->x = memory::desc(xs, f32, tag::nhwc);
    c->y = memory::desc(ys, f32, tag::nhwc);
    c->plain = memory::desc(ws, f32, tag::hwio);
    const memory::desc any(ws, f32, tag::any);
    const auto direct = dnnl::algorithm::convolution_direct;
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    const dnnl::convolution_forward::primitive_desc forward(
        {dnnl::prop_kind::forward_training, direct, c->x, any, c->y, strides, near_side, far_side}, attributes,
        engine());
    if (direction == conednn_forward) {
        c->weights = forward.weights_desc();
        adopt(*c, forward);
    } else if (direction == conednn_backward_data) {
        const dnnl::convolution_backward_data::primitive_desc data(
            {direct, c->x, any, c->y, strides, near_side, far_side}, attributes, engine(), forward);
        c->weights = data.weights_desc();
        adopt(*c, data);
    } else {
        const dnnl::convolution_backward_weights::primitive_desc weights(
            {direct, c->x, any, c->y, strides, near_side, far_side}, attributes, engine(), forward);
        c->weights = weights.diff_weights_desc();
        adopt(*c, weights);
    }
    c->pack = direction == conednn_backward_weights ? reorder(c->weights, c->plain) : reorder(c->plain, c->weights);
    return c;
}

int move_weights(const conednn_convolution *c, const memory::desc &from, const float *source, const memory::desc &to,
                 float *target) noexcept {
    try {
        use_one_thread();
        memory a(from, engine(), const_cast<float *>(source)), b(to, engine(), target);
        c->pack.execute(stream(), {{DNNL_ARG_FROM, a}, {DNNL_ARG_TO, b}});
        return 0;
    } catch (...) {
        return -1;
    }
}

}  // namespace

const conednn_convolution *conednn_prepare(conednn_direction direction, const conednn_shape *shape, char *message,
                                           size_t capacity) {
    static auto *guard = new std::mutex;
    static auto *known = new std::unordered_map<std::string, std::unique_ptr<conednn_convolution>>;
    try {
        std::string key(reinterpret_cast<const char *>(shape), sizeof *shape);
        key.push_back(static_cast<char>(direction));
        std::lock_guard<std::mutex> lock(*guard);
        auto &entry = (*known)[key];
        if (!entry) entry = build(direction, *shape);
        return entry.get();
    } catch (const std::exception &error) {
        std::snprintf(message, capacity, "%s", error.what());
    } catch (...) {
        std::snprintf(message, capacity, "unknown C++ exception");
    }
    return nullptr;
}

size_t conednn_packed_count(const conednn_convolution *c) { return (c->weights.get_size() + 3) / 4; }
size_t conednn_workspace_count(const conednn_convolution *c) { return (c->scratch.get_size() + 3) / 4; }

int conednn_pack(const conednn_convolution *c, const float *weights, float *packed) {
    return move_weights(c, c->plain, weights, c->weights, packed);
}

int conednn_unpack(const conednn_convolution *c, const float *packed, float *weights) {
    return move_weights(c, c->weights, packed, c->plain, weights);
}

int conednn_run(const conednn_convolution *c, float *x, float *packed, float *y, float *workspace) {
    try {
        use_one_thread();
        static const int arguments[3][3] = {
            {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST},
            {DNNL_ARG_DIFF_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_DST},
            {DNNL_ARG_SRC, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_DST},
        };
        const int *argument = arguments[c->direction];
        c->primitive.execute(stream(), {{argument[0], memory(c->x, engine(), x)},
                                        {argument[1], memory(c->weights, engine(), packed)},
                                        {argument[2], memory(c->y, engine(), y)},
                                        {DNNL_ARG_SCRATCHPAD, memory(c->scratch, engine(), workspace)}});
        return 0;
    } catch (...) {
        return -1;
    }
}
